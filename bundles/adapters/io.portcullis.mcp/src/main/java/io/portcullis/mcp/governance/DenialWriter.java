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
 * Says no. What is said tells a stable code, the rule and the record, and nothing of a policy's
 * words. Thread-safe.
 */
public final class DenialWriter {
  /** Where a denial says what it is, in {@code _meta} of a result. */
  public static final String META = "io.portcullis/decision";

  private static final String VERSION_KEY = "io.modelcontextprotocol/protocolVersion";

  /** In ASCII, so that half of a pair, cut or not, stays JSON. */
  private static final JsonFactory FACTORY =
      JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

  private final int errorCode;
  private final MessageReader reader;

  /**
   * A writer that says it in this way.
   *
   * @param errorCode the code of the JSON-RPC error, where a denial is one
   * @param reader looks into the request that is denied
   */
  public DenialWriter(int errorCode, MessageReader reader) {
    this.errorCode = errorCode;
    this.reader = reader;
  }

  /**
   * The answer to a request that is denied, or of which the answer is: a result for a tool, but an
   * error for a call that asks for a task and for all else.
   *
   * @param request what is denied
   * @param method what it would have been decided as, or null
   * @param denial what is said
   * @return the answer with a line feed, in UTF-8
   */
  public byte[] deny(Message.Request request, @Nullable GovernedMethod method, Denial denial) {
    if (denial.code() == DenialCode.MALFORMED || denial.code() == DenialCode.OTHERS_TASK) {
      return error(request.id(), RpcError.INVALID_PARAMS, denial);
    }
    if (denial.code() == DenialCode.METHOD_NOT_ALLOWED) {
      return error(request.id(), RpcError.METHOD_NOT_FOUND, denial); // as any server would say it
    }
    // A client that asked for a task takes no tool result in its place.
    boolean forTask = request.params().get("task") != null;
    return method == GovernedMethod.CALL_TOOL && !forTask
        ? toolResult(request, denial)
        : error(request.id(), errorCode, denial);
  }

  /**
   * The answer to a line that is no message.
   *
   * @param id of the request, where that is beyond doubt
   * @param reason what is wrong with it
   * @return the answer with a line feed, in UTF-8
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
   * An error that is no denial: something is wrong with the request as a whole, or with the server.
   *
   * @param id of the request, or null if it is not known
   * @param code the code of the JSON-RPC error
   * @param word what programs go by
   * @param text what people are told
   * @return the answer with a line feed, in UTF-8
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
   * The answer to a request whose own answer cannot be passed on.
   *
   * @param id of the request
   * @param side which side answered: {@code client} or {@code server}
   * @param reason what is wrong with the answer
   * @return the answer with a line feed, in UTF-8
   */
  public byte[] noAnswer(RequestId id, String side, MalformedException.Reason reason) {
    return problem(
        id,
        RpcError.INTERNAL,
        "no_answer",
        "The " + side + " gave no answer that can be passed on: " + reason.text() + '.');
  }

  /**
   * The answer to a request under an id that already waits for an answer.
   *
   * @return the answer with a line feed, in UTF-8
   */
  public byte[] duplicateId() {
    return write(
        null,
        json -> {
          json.writeObjectFieldStart("error");
          json.writeNumberField("code", RpcError.INVALID_REQUEST);
          json.writeStringField("message", "a request of this id is under way");
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
          json.writeArrayFieldStart("content");
          json.writeStartObject();
          json.writeStringField("type", "text");
          json.writeStringField("text", denial.code().text());
          json.writeEndObject();
          json.writeEndArray();
          json.writeBooleanField("isError", true);
          json.writeObjectFieldStart("_meta");
          json.writeFieldName(META);
          decision(json, denial);
          json.writeEndObject();
          json.writeEndObject();
        });
  }

  private static byte[] error(RequestId id, int code, Denial denial) {
    return write(
        id,
        json -> {
          json.writeObjectFieldStart("error");
          json.writeNumberField("code", code);
          json.writeStringField("message", denial.code().text());
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
   * Whether a request is of the era without sessions: from 2026-07-28 on, and not before, each
   * request tells its revision (basic/index, _meta).
   *
   * @param request of a client
   * @return whether it tells it
   */
  public boolean isModern(Message.Request request) {
    try {
      Member meta = request.params().get("_meta");
      return reader.members(request.text(), meta).text(VERSION_KEY) != null;
    } catch (MalformedException e) {
      return false; // cannot be: it was read before
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
      json.writeFieldName("id");
      if (id == null) {
        json.writeNull();
      } else {
        json.writeRawValue(id.json());
      }
      body.write(json);
      json.writeEndObject();
    } catch (IOException e) {
      throw new UncheckedIOException("writing to memory", e);
    }
    bytes.write('\n');
    return bytes.toByteArray();
  }
}
