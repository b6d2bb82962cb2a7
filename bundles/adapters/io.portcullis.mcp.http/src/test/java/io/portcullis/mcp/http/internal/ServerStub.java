// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.http.internal;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** A minimal MCP server on a real socket that can break off anywhere. It counts what reaches it. */
public final class ServerStub implements AutoCloseable {

  /** What reached the server. */
  public record Received(String method, Map<String, List<String>> headers, String body, Wire wire) {
    public String header(String name) {
      List<String> values = headers.getOrDefault(name.toLowerCase(Locale.ROOT), List.of());
      return values.isEmpty() ? null : String.join(" | ", values);
    }
  }

  /** Says what is answered; in the thread of the connection. */
  public interface Script {
    void answer(Received request) throws IOException;
  }

  /** The connection of a request. */
  public static final class Wire {
    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;

    Wire(Socket socket) throws IOException {
      this.socket = socket;
      in = new BufferedInputStream(socket.getInputStream());
      out = socket.getOutputStream();
    }

    void raw(String text) throws IOException {
      raw(text.getBytes(StandardCharsets.UTF_8));
    }

    void raw(byte[] bytes) throws IOException {
      out.write(bytes);
      out.flush();
    }

    public void answer(int status, String type, String body, String... headers) throws IOException {
      byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
      StringBuilder head = new StringBuilder("HTTP/1.1 " + status + " x\r\n");
      for (String header : headers) {
        head.append(header).append("\r\n");
      }
      if (!type.isEmpty()) {
        head.append("Content-Type: ").append(type).append("\r\n");
      }
      raw(head + "Content-Length: " + bytes.length + "\r\n\r\n");
      raw(bytes);
    }

    public void json(String body) throws IOException {
      answer(200, "application/json", body);
    }

    void accepted() throws IOException {
      answer(202, "", "");
    }

    void beginChunked(String type, String... headers) throws IOException {
      StringBuilder head = new StringBuilder("HTTP/1.1 200 OK\r\nContent-Type: " + type + "\r\n");
      for (String header : headers) {
        head.append(header).append("\r\n");
      }
      raw(head + "Transfer-Encoding: chunked\r\n\r\n");
    }

    void chunk(String text) throws IOException {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      raw(Integer.toHexString(bytes.length) + "\r\n");
      raw(bytes);
      raw("\r\n");
    }

    void endChunks() throws IOException {
      raw("0\r\n\r\n");
    }

    void cut() throws IOException {
      socket.setSoLinger(true, 0);
      socket.close();
    }

    /** Waits until the gateway has cut the connection. */
    boolean cutByPeer() {
      try {
        return in.read() < 0;
      } catch (IOException e) {
        return true;
      }
    }
  }

  public final BlockingQueue<Received> received = new LinkedBlockingQueue<>();
  private final ServerSocket listener;
  private final Thread acceptor;
  private final List<Socket> sockets = new ArrayList<>();
  private final List<String> log = new ArrayList<>();
  private volatile Script script = request -> request.wire().accepted();

  public ServerStub() throws IOException {
    this(new ServerSocket(0, 200, InetAddress.getLoopbackAddress()));
  }

  ServerStub(ServerSocket listener) {
    this.listener = listener;
    acceptor = thread(this::accept);
  }

  private static Thread thread(Runnable body) {
    Thread thread = new Thread(body, "server-stub");
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  public URI uri() {
    return URI.create("http://127.0.0.1:" + listener.getLocalPort() + "/upstream");
  }

  int port() {
    return listener.getLocalPort();
  }

  public ServerStub script(Script newScript) {
    script = newScript;
    return this;
  }

  /** Answers each request with a result that tells its id. */
  public ServerStub echoing() {
    return script(request -> request.wire().json(resultFor(request.body())));
  }

  static String resultFor(String request) {
    String id = request.replaceAll("(?s).*\"id\"\\s*:\\s*(\"[^\"]*\"|[0-9]+).*", "$1");
    return "{\"jsonrpc\":\"2.0\",\"id\":" + id + ",\"result\":{\"done\":true}}";
  }

  /** How many requests came whose body holds this. */
  long count(String part) {
    synchronized (log) {
      return log.stream().filter(body -> body.contains(part)).count();
    }
  }

  long executions() {
    return count("tools/call");
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = listener.accept();
        synchronized (sockets) {
          sockets.add(socket);
        }
        thread(() -> serve(socket));
      }
    } catch (IOException e) {
      // closed
    }
  }

  private void serve(Socket socket) {
    try {
      Wire wire = new Wire(socket);
      while (true) {
        Received request = read(wire);
        if (request == null) {
          return;
        }
        synchronized (log) {
          log.add(request.body());
        }
        received.add(request);
        script.answer(request);
      }
    } catch (IOException e) {
      // the connection is over
    }
  }

  private static Received read(Wire wire) throws IOException {
    String first = HttpText.line(wire.in);
    if (first == null) {
      return null;
    }
    Map<String, List<String>> headers = new TreeMap<>();
    for (String line = HttpText.line(wire.in);
        line != null && !line.isEmpty();
        line = HttpText.line(wire.in)) {
      int colon = line.indexOf(':');
      headers
          .computeIfAbsent(
              line.substring(0, colon).toLowerCase(Locale.ROOT), k -> new ArrayList<>())
          .add(line.substring(colon + 1).trim());
    }
    int length = Integer.parseInt(headers.getOrDefault("content-length", List.of("0")).get(0));
    String body = new String(wire.in.readNBytes(length), StandardCharsets.UTF_8);
    return new Received(first.substring(0, first.indexOf(' ')), headers, body, wire);
  }

  /** Returns when the port is free: a thread that still accepts would take one more connection. */
  @Override
  public void close() throws IOException {
    listener.close();
    try {
      acceptor.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    synchronized (sockets) {
      for (Socket socket : sockets) {
        socket.close();
      }
    }
  }
}
