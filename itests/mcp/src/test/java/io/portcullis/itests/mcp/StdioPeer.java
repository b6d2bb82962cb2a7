// SPDX-License-Identifier: Apache-2.0
package io.portcullis.itests.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A server that speaks over stdio, and the requests that wait for it. A message of the server that
 * is no answer goes to the request it names, else to the request that has waited longest: stdio
 * says no more than that.
 */
final class StdioPeer implements AutoCloseable {
  /** What a waiting request gets when the server ends. */
  static final JsonNode ENDED = new ObjectMapper().createObjectNode();

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String SUBSCRIPTION = "io.modelcontextprotocol/subscriptionId";
  private static final int MAX_WAITING = 1024;

  private final ChildProcess process;
  private final boolean newIds;
  private final AtomicLong lastId = new AtomicLong();
  private final Map<String, Waiting> waiting = new LinkedHashMap<>();
  private boolean ended;

  /** One request under way: its id as the client wrote it, and what came for it so far. */
  record Waiting(JsonNode given, JsonNode sent, JsonNode token, BlockingQueue<JsonNode> messages) {

    /** Ends the request if its reader has fallen too far behind: the others must not suffer. */
    private void give(JsonNode message) {
      if (!messages.offer(message)) {
        end();
      }
    }

    private void end() {
      if (!messages.offer(ENDED)) {
        messages.clear();
        messages.add(ENDED);
      }
    }
  }

  /**
   * Starts the server.
   *
   * @param newIds whether requests get new ids on their way, as several clients share the server
   */
  StdioPeer(List<String> command, boolean newIds) throws IOException {
    this.newIds = newIds;
    this.process = ChildProcess.start(command);
    Thread reader = new Thread(this::read, "stdio-peer-reader");
    reader.setDaemon(true);
    reader.start();
  }

  Waiting request(ObjectNode request) throws IOException {
    JsonNode given = request.get("id");
    ObjectNode sent = request.deepCopy();
    if (newIds) {
      sent.put("id", lastId.incrementAndGet());
    }
    Waiting entry =
        new Waiting(
            given,
            sent.get("id"),
            request.path("params").path("_meta").path("progressToken"),
            new LinkedBlockingQueue<>(MAX_WAITING));
    synchronized (waiting) {
      if (ended) {
        entry.end();
        return entry;
      }
      if (waiting.size() >= MAX_WAITING) {
        throw new IOException("Too many requests wait");
      }
      waiting.put(entry.sent().toString(), entry);
    }
    try {
      send(sent);
    } catch (IOException brokenPipe) {
      synchronized (waiting) {
        if (waiting.remove(entry.sent().toString()) != null) {
          entry.end();
        }
      }
    }
    return entry;
  }

  /** Notifies the server that this request is cancelled. */
  void cancel(Waiting entry) throws IOException {
    synchronized (waiting) {
      if (waiting.remove(entry.sent().toString()) == null) {
        return;
      }
    }
    ObjectNode cancelled = JSON.createObjectNode();
    cancelled.put("jsonrpc", "2.0").put("method", "notifications/cancelled");
    cancelled.putObject("params").set("requestId", entry.sent());
    send(cancelled);
  }

  void send(JsonNode message) throws IOException {
    byte[] line = (JSON.writeValueAsString(message) + "\n").getBytes(StandardCharsets.UTF_8);
    OutputStream out = process.stdin();
    synchronized (out) {
      out.write(line);
      out.flush();
    }
  }

  private void read() {
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(process.stdout(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        deliver((ObjectNode) JSON.readTree(line));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("The server wrote what is no JSON, or its pipe broke", e);
    } finally {
      synchronized (waiting) {
        ended = true;
        waiting.values().forEach(Waiting::end);
        waiting.clear();
      }
    }
  }

  private void deliver(ObjectNode message) {
    synchronized (waiting) {
      if (!message.has("method")) {
        Waiting entry = waiting.remove(message.path("id").toString());
        if (entry != null) {
          message.set("id", entry.given());
          entry.give(message);
        }
        return;
      }
      if (message.path("params").path("_meta") instanceof ObjectNode meta
          && meta.has(SUBSCRIPTION)) {
        Waiting entry = waiting.get(meta.get(SUBSCRIPTION).toString());
        if (entry != null) {
          meta.set(SUBSCRIPTION, entry.given());
          entry.give(message);
        }
        return;
      }
      JsonNode token = message.path("params").path("progressToken");
      waiting.values().stream()
          .filter(entry -> token.isMissingNode() || token.equals(entry.token()))
          .findFirst()
          .ifPresent(entry -> entry.give(message));
    }
  }

  @Override
  public void close() {
    process.close();
  }
}
