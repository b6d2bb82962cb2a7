// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.governance;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import io.portcullis.mcp.jsonrpc.MalformedException;
import io.portcullis.mcp.jsonrpc.Member;
import io.portcullis.mcp.jsonrpc.Message;
import io.portcullis.mcp.jsonrpc.MessageReader;
import io.portcullis.mcp.jsonrpc.RequestId;
import io.portcullis.mcp.jsonrpc.RpcError;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Writes denial responses: a stable code, the rule, the record id and the policy's text for the
 * agent, never the policy's reason. Thread-safe.
 */
public final class DenialWriter {
  /** The key of the decision in {@code _meta} of a denied result. */
  public static final String META = "io.portcullis/decision";

  private static final String VERSION_KEY = "io.modelcontextprotocol/protocolVersion";

  /** Writes ASCII, so that half of a surrogate pair is still valid JSON. */
  private static final JsonFactory FACTORY =
      JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

  private final int errorCode;
  private final MessageReader reader;

  /**
   * Creates a writer.
   *
   * @param errorCode the code of a denial that is a JSON-RPC error
   * @param reader reads the parameters of denied requests
   */
  public DenialWriter(int errorCode, MessageReader reader) {
    this.errorCode = errorCode;
    this.reader = reader;
  }

  /**
   * Writes the response to a request that is denied, or whose response is denied. A tool call gets
   * a result, unless it asks for a task. Every other request gets an error.
   *
   * @param request the request
   * @param method the method that it is governed as, or null
   * @param denial the denial
   * @return the response with a line feed, in UTF-8
   */
  public byte[] deny(Message.Request request, @Nullable GovernedMethod method, Denial denial) {
    if (denial.code() == DenialCode.MALFORMED || denial.code() == DenialCode.OTHERS_TASK) {
      return error(request.id(), RpcError.INVALID_PARAMS, denial);
    }
    if (denial.code() == DenialCode.METHOD_NOT_ALLOWED) {
      return error(request.id(), RpcError.METHOD_NOT_FOUND, denial); // like any server
    }
    // A client that asked for a task does not accept a tool result instead.
    boolean forTask = request.params().get("task") != null;
    return method == GovernedMethod.CALL_TOOL && !forTask
        ? toolResult(request, denial)
        : error(request.id(), errorCode, denial);
  }

  /**
   * Writes the response to a line that is not a message.
   *
   * @param id the id of the request, or null if it is in doubt
   * @param reason the reason
   * @return the response with a line feed, in UTF-8
   */
  public byte[] malformed(@Nullable RequestId id, MalformedException.Reason reason) {
    return write(
        id,
        json -> {
          json.writeObjectFieldStart("error");
          json.writeNumberField("code", reason.code());
          json.writeStringField("message", reason.text());
          json.writeObjectFieldStart("data");
          json.writeStringField("code", DenialCode.MALFORMED.word());
          json.writeStringField("reason", reason.name().toLowerCase(Locale.ROOT));
          json.writeEndObject();
          json.writeEndObject();
        });
  }

  /**
   * Writes an error that is not a denial: the request as a whole or the server is at fault.
   *
   * @param id the id of the request, or null if it is unknown
   * @param code the code of the JSON-RPC error
   * @param word the stable word for programs
   * @param text the text for people
   * @return the response with a line feed, in UTF-8
   */
  public byte[] problem(@Nullable RequestId id, int code, String word, String text) {
    return write(
        id,
        json -> {
          json.writeObjectFieldStart("error");
          json.writeNumberField("code", code);
          json.writeStringField("message", text);
          json.writeObjectFieldStart("data");
          json.writeStringField("code", word);
          json.writeEndObject();
          json.writeEndObject();
        });
  }

  /**
   * Writes the response to a request whose own response cannot be forwarded.
   *
   * @param id the id of the request
   * @param side the side that responded: {@code client} or {@code server}
   * @param reason what is wrong with the response
   * @return the response with a line feed, in UTF-8
   */
  public byte[] noAnswer(RequestId id, String side, MalformedException.Reason reason) {
    return problem(
        id,
        RpcError.INTERNAL,
        "no_answer",
        "The " + side + " gave no response that can be forwarded: " + reason.text() + '.');
  }

  /**
   * Writes the response to a request whose id is already in use.
   *
   * @return the response with a line feed, in UTF-8
   */
  public byte[] duplicateId() {
    return write(
        null,
        json -> {
          json.writeObjectFieldStart("error");
          json.writeNumberField("code", RpcError.INVALID_REQUEST);
          json.writeStringField("message", "a request with this id is in progress");
          json.writeObjectFieldStart("data");
          json.writeStringField("code", "duplicate_id");
          json.writeEndObject();
          json.writeEndObject();
        });
  }

  private byte[] toolResult(Message.Request request, Denial denial) {
    boolean modern = isModern(request);
    return write(
        request.id(),
        json -> {
          json.writeObjectFieldStart("result");
          if (modern) {
            json.writeStringField("resultType", "complete");
          }
          content(json, denial.text());
          json.writeBooleanField("isError", true);
          json.writeObjectFieldStart("_meta");
          json.writeFieldName(META);
          decision(json, denial);
          json.writeEndObject();
          json.writeEndObject();
        });
  }

  private static void content(JsonGenerator json, String text) throws IOException {
    json.writeArrayFieldStart("content");
    json.writeStartObject();
    json.writeStringField("type", "text");
    json.writeStringField("text", text);
    json.writeEndObject();
    json.writeEndArray();
  }

  private static byte[] error(RequestId id, int code, Denial denial) {
    return write(
        id,
        json -> {
          json.writeObjectFieldStart("error");
          json.writeNumberField("code", code);
          json.writeStringField("message", denial.text());
          json.writeFieldName("data");
          decision(json, denial);
          json.writeEndObject();
        });
  }

  private static void decision(JsonGenerator json, Denial denial) throws IOException {
    json.writeStartObject();
    json.writeStringField("code", denial.code().word());
    json.writeStringField("rule", denial.rule());
    json.writeStringField("record", denial.record());
    json.writeEndObject();
  }

  /**
   * Checks whether a request belongs to a revision without sessions. Since 2026-07-28 each request
   * names its revision (basic/index, _meta); requests of earlier revisions do not.
   *
   * @param request a request of a client
   * @return whether it names its revision
   */
  public boolean isModern(Message.Request request) {
    try {
      Member meta = request.params().get("_meta");
      return reader.members(request.text(), meta).text(VERSION_KEY) != null;
    } catch (MalformedException e) {
      return false; // unreachable: the request was read before
    }
  }

  private interface Body {
    void write(JsonGenerator json) throws IOException;
  }

  private static byte[] write(@Nullable RequestId id, Body body) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = FACTORY.createGenerator(bytes)) {
      json.writeStartObject();
      json.writeStringField("jsonrpc", "2.0");
      writeId(json, id);
      body.write(json);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
    bytes.write('\n');
    return bytes.toByteArray();
  }

  private static void writeId(JsonGenerator json, @Nullable RequestId id) throws IOException {
    json.writeFieldName("id");
    if (id == null) {
      json.writeNull();
    } else {
      json.writeRawValue(id.json());
    }
  }
}
