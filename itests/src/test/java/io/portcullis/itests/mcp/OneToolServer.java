// SPDX-License-Identifier: Apache-2.0
package io.portcullis.itests.mcp;

import io.portcullis.mcp.stdio.StreamGateway;
import io.portcullis.testkit.fake.ObservedTool;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.Pipe;
import java.nio.charset.StandardCharsets;

/**
 * A client and a server at the ends of four pipes; each call that reaches the server runs its tool.
 */
final class OneToolServer implements AutoCloseable {
  private final Pipe fromClient = Pipe.open();
  private final Pipe toClient = Pipe.open();
  private final Pipe fromServer = Pipe.open();
  private final Pipe toServer = Pipe.open();

  OneToolServer(ObservedTool tool) throws IOException {
    Thread thread = new Thread(() -> serve(tool), "one-tool-server");
    thread.setDaemon(true);
    thread.start();
  }

  StreamGateway.Side client() {
    return side(fromClient, toClient);
  }

  StreamGateway.Side server() {
    return side(fromServer, toServer);
  }

  private static StreamGateway.Side side(Pipe in, Pipe out) {
    return new StreamGateway.Side(
        Channels.newInputStream(in.source()),
        Channels.newOutputStream(out.sink()),
        () -> {
          close(in);
          close(out);
        });
  }

  private static void close(Pipe pipe) {
    try {
      pipe.sink().close();
      pipe.source().close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Calls the tool and waits for the client's answer. */
  String call(String tool, String arguments) throws IOException {
    String line =
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"%s\",\"arguments\":%s}}\n"
            .formatted(tool, arguments);
    OutputStream out = Channels.newOutputStream(fromClient.sink());
    out.write(line.getBytes(StandardCharsets.UTF_8));
    return lines(toClient).readLine();
  }

  private void serve(ObservedTool tool) {
    try {
      BufferedReader asked = lines(toServer);
      OutputStream out = Channels.newOutputStream(fromServer.sink());
      for (String line = asked.readLine(); line != null; line = asked.readLine()) {
        String ended;
        try {
          tool.run(arguments(line));
          ended = "\"result\":{\"content\":[]}";
        } catch (RuntimeException e) {
          ended = "\"error\":{\"code\":1,\"message\":\"failed\"}";
        }
        out.write(
            ("{\"jsonrpc\":\"2.0\",\"id\":1," + ended + "}\n").getBytes(StandardCharsets.UTF_8));
      }
    } catch (IOException e) {
      // The gateway has cut the pipes.
    }
  }

  /** As they stand in what {@link #call} wrote. */
  private static String arguments(String line) {
    String before = "\"arguments\":";
    return line.substring(line.indexOf(before) + before.length(), line.length() - "}}".length());
  }

  private static BufferedReader lines(Pipe pipe) {
    return new BufferedReader(
        new InputStreamReader(Channels.newInputStream(pipe.source()), StandardCharsets.UTF_8));
  }

  @Override
  public void close() {
    for (Pipe pipe : new Pipe[] {fromClient, toClient, fromServer, toServer}) {
      close(pipe);
    }
  }
}
