// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.http.internal;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** An MCP client on a socket of its own, that can do what no library does. */
public final class ClientStub implements AutoCloseable {
  static final String BOTH = "Accept: application/json, text/event-stream";
  static final String JSON = "Content-Type: application/json";

  /** The head of a reply. */
  public record Head(int status, Map<String, List<String>> headers) {
    public String header(String name) {
      List<String> values = headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of());
      return values.isEmpty() ? null : String.join(" | ", values);
    }
  }

  /** A whole reply. */
  public record Whole(Head head, String body) {
    public int status() {
      return head.status();
    }
  }

  private static final int SILENCE_MILLIS = 60_000;

  private final Socket socket;
  private final InputStream in;
  private final int port;
  private Head head;
  private boolean chunked;
  private boolean inChunk;
  private long left;

  public ClientStub(int port) throws IOException {
    this(new Socket(InetAddress.getLoopbackAddress(), port));
  }

  ClientStub(Socket socket) throws IOException {
    this.socket = socket;
    port = socket.getPort();
    socket.setSoTimeout(SILENCE_MILLIS); // a hang must fail
    in = new BufferedInputStream(socket.getInputStream());
  }

  public Socket socket() {
    return socket;
  }

  ClientStub post(String body, String... headers) throws IOException {
    List<String> all = new ArrayList<>(List.of(headers));
    if (all.stream().noneMatch(h -> h.startsWith("Content-Type"))) {
      all.add(JSON);
    }
    if (all.stream().noneMatch(h -> h.startsWith("Accept:"))) {
      all.add(BOTH);
    }
    return send("POST", body, all.toArray(new String[0]));
  }

  public ClientStub send(String method, String body, String... headers) throws IOException {
    return sendTo(method, "/mcp", body, headers);
  }

  public ClientStub sendTo(String method, String target, String body, String... headers)
      throws IOException {
    StringBuilder text = new StringBuilder(method + ' ' + target + " HTTP/1.1\r\n");
    boolean host = false;
    for (String header : headers) {
      if (!header.isEmpty()) {
        text.append(header).append("\r\n");
      }
      host |= header.startsWith("Host:") || header.isEmpty();
    }
    if (!host) {
      text.append("Host: 127.0.0.1:").append(port).append("\r\n");
    }
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    if (method.equals("POST")) {
      text.append("Content-Length: ").append(bytes.length).append("\r\n");
    }
    text.append("\r\n");
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(text.toString().getBytes(StandardCharsets.ISO_8859_1));
    all.writeBytes(bytes);
    return raw(all.toByteArray());
  }

  public ClientStub raw(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    socket.getOutputStream().flush();
    head = null;
    inChunk = false;
    return this;
  }

  /** Reads the head of the reply. */
  public Head head() throws IOException {
    if (head != null) {
      return head;
    }
    String first = HttpText.line(in);
    if (first == null) {
      throw new IOException("no reply");
    }
    Map<String, List<String>> headers = new TreeMap<>();
    for (String line = HttpText.line(in);
        line != null && !line.isEmpty();
        line = HttpText.line(in)) {
      int colon = line.indexOf(':');
      headers
          .computeIfAbsent(
              line.substring(0, colon).toLowerCase(Locale.ROOT), k -> new ArrayList<>())
          .add(line.substring(colon + 1).trim());
    }
    head = new Head(Integer.parseInt(first.split(" ", 3)[1]), headers);
    chunked = "chunked".equalsIgnoreCase(head.header("transfer-encoding"));
    String length = head.header("content-length");
    left = chunked ? 0 : length == null ? 0 : Long.parseLong(length);
    return head;
  }

  /** The next byte of the body; -1 at its proper end. */
  int next() throws IOException {
    head();
    if (left == 0 && chunked) {
      if (inChunk) {
        HttpText.line(in); // the server may send a chunk's line end only with the next chunk
      }
      inChunk = true;
      String size = HttpText.line(in);
      if (size == null) {
        throw new IOException("cut");
      }
      left = Long.parseLong(size.isEmpty() ? "0" : size, 16);
      if (left == 0) {
        HttpText.line(in);
        chunked = false;
        return -1;
      }
    } else if (left == 0) {
      return -1;
    }
    int b = in.read();
    if (b < 0) {
      throw new IOException("cut");
    }
    left--;
    return b;
  }

  /** The rest of the body. */
  public String body() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int b = next(); b >= 0; b = next()) {
      bytes.write(b);
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  /** Returns the part of the body that arrived before the connection was cut. */
  String bodyUntilCut() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      for (int b = next(); b >= 0; b = next()) {
        bytes.write(b);
      }
    } catch (IOException e) {
      return bytes.toString(StandardCharsets.UTF_8);
    }
    throw new AssertionError("the body has a proper end: " + bytes);
  }

  /** The next block of lines, up to an empty one; null at the end of the stream. */
  String event() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    int last = 0;
    for (int b = next(); b >= 0; b = next()) {
      if (b == '\n' && last == '\n') {
        return bytes.toString(StandardCharsets.UTF_8).strip();
      }
      bytes.write(b);
      last = b;
    }
    return bytes.size() == 0 ? null : bytes.toString(StandardCharsets.UTF_8);
  }

  public Whole whole() throws IOException {
    return new Whole(head(), body());
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
