// SPDX-License-Identifier: Apache-2.0
package io.portcullis.benchmarks;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The same client with the same server, without and with {@code portcullis mcp} between them, in
 * turns: the time of a call when one follows the other, and calls per second with 32 under way. The
 * gateway is the shipped one, with its container, journal and a policy that allows the tool.
 */
public final class McpStdio {
  private static final int WARM_UP = 30_000;
  private static final int SERIAL = 10_000;
  private static final int PIPELINED = 60_000;
  private static final int UNDER_WAY = 32;
  private static final int ROUNDS = 5;

  private McpStdio() {}

  /**
   * Runs and prints.
   *
   * @param arguments the folder of the unpacked distribution
   * @throws Exception if a process fails
   */
  public static void main(String[] arguments) throws Exception {
    Path folder = Files.createTempDirectory("mcp-stdio-");
    Path policy = folder.resolve("policy.yaml");
    Files.writeString(policy, "spec: { tools: { echo: {allow: true}, '*': {allow: false} } }\n");
    List<String> server =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-cp",
            System.getProperty("java.class.path"),
            Echo.class.getName());
    List<String> governed = new ArrayList<>();
    governed.add(Path.of(arguments[0], "bin", "portcullis").toString());
    governed.addAll(List.of("mcp", "--policy", policy.toString(), "--server", "echo", "--"));
    governed.addAll(server);
    try (Client direct = new Client(server, folder);
        Client behind = new Client(governed, folder)) {
      direct.pipelined(WARM_UP);
      behind.pipelined(WARM_UP);
      direct.serial(WARM_UP);
      behind.serial(WARM_UP);
      double[][] figures = new double[4][ROUNDS];
      for (int i = 0; i < ROUNDS; i++) {
        figures[0][i] = direct.serial(SERIAL);
        figures[1][i] = behind.serial(SERIAL);
        figures[2][i] = direct.pipelined(PIPELINED);
        figures[3][i] = behind.pipelined(PIPELINED);
      }
      double before = median(figures[0]);
      double after = median(figures[1]);
      double most = median(figures[2]);
      double through = median(figures[3]);
      System.out.printf(
          "one call, median, us: direct %.1f, gateway %.1f, added %.1f%n",
          before, after, after - before);
      System.out.printf(
          "calls per second, %d under way: direct %.0f, gateway %.0f, ratio %.2f%n",
          UNDER_WAY, most, through, through / most);
    }
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  /** Answers each line at once. */
  static final class Echo {
    private Echo() {}

    public static void main(String[] arguments) throws IOException {
      BufferedReader in =
          new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
      OutputStream out = new BufferedOutputStream(System.out, 1 << 16);
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        String id = line.substring(line.indexOf("\"id\":") + 5, line.indexOf(",\"method\""));
        String answer =
            "{\"jsonrpc\":\"2.0\",\"id\":"
                + id
                + ",\"result\":{\"content\":[{\"type\":\"text\",\"text\":\"done\"}]}}\n";
        out.write(answer.getBytes(StandardCharsets.UTF_8));
        if (!in.ready()) {
          out.flush();
        }
      }
    }
  }

  private static final class Client implements AutoCloseable {
    private final Process process;
    private final OutputStream out;
    private final InputStream in;
    private int id;

    Client(List<String> command, Path state) throws IOException {
      ProcessBuilder builder =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD);
      builder.environment().put("XDG_STATE_HOME", state.toString());
      process = builder.start();
      out = process.getOutputStream();
      in = new BufferedInputStream(process.getInputStream(), 1 << 16);
    }

    private void ask() throws IOException {
      id++;
      String call =
          "{\"jsonrpc\":\"2.0\",\"id\":"
              + id
              + ",\"method\":\"tools/call\",\"params\":{\"name\":\"echo\",\"arguments\":{\"text\":\"hello\"}}}\n";
      out.write(call.getBytes(StandardCharsets.UTF_8));
    }

    private void hear() throws IOException {
      StringBuilder line = new StringBuilder();
      for (int b = in.read(); b != '\n'; b = in.read()) {
        if (b < 0) {
          throw new IOException("the server ended");
        }
        line.append((char) b);
      }
      if (line.indexOf("done") < 0) {
        throw new IOException("not allowed: " + line);
      }
    }

    /** The median time of a call, in microseconds. */
    double serial(int calls) throws IOException {
      double[] times = new double[calls];
      for (int i = 0; i < calls; i++) {
        long begin = System.nanoTime();
        ask();
        out.flush();
        hear();
        times[i] = (System.nanoTime() - begin) / 1_000.0;
      }
      return median(times);
    }

    /** Calls per second. */
    double pipelined(int calls) throws IOException {
      long begin = System.nanoTime();
      for (int i = 0; i < UNDER_WAY; i++) {
        ask();
      }
      out.flush();
      for (int i = 0; i < calls; i++) {
        hear();
        if (i < calls - UNDER_WAY) {
          ask();
        }
        if (in.available() == 0) {
          out.flush();
        }
      }
      return calls / ((System.nanoTime() - begin) / 1_000_000_000.0);
    }

    @Override
    public void close() {
      process.destroy();
    }
  }
}
