// SPDX-License-Identifier: Apache-2.0
package io.portcullis.demo.internal.mcp;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/** The story that {@code portcullis demo --mcp} tells. What ran is seen on the disk alone. */
public final class McpDemo {
  private static final String CARD = "4111 1111 1111 1111";

  private final Path program;
  private final Path folder;
  private final PrintStream out;
  private int steps;
  private int passed;

  private McpDemo(Path program, Path folder, PrintStream out) {
    this.program = program;
    this.folder = folder;
    this.out = out;
  }

  /**
   * Tells the story and ends the process with 0 if everything came as it must.
   *
   * @param arguments the start script of the distribution
   * @throws IOException if a process or a file fails
   * @throws InterruptedException if it is interrupted
   */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("portcullis-demo-mcp-");
    PrintStream out = new PrintStream(System.out, true, StandardCharsets.US_ASCII);
    int exitCode;
    try {
      exitCode = new McpDemo(Path.of(arguments[0]), folder, out).tell();
    } finally {
      delete(folder);
    }
    System.exit(exitCode);
  }

  private int tell() throws IOException, InterruptedException {
    Path policy = folder.resolve("policy.yaml");
    try (InputStream document =
        McpDemo.class.getResourceAsStream("/io/portcullis/demo/mcp-policy.yaml")) {
      Files.copy(Objects.requireNonNull(document, "mcp-policy.yaml"), policy);
    }
    out.println("An MCP client works with a server of three tools; each call passes the gateway.");
    out.println("What the client starts:");
    out.println("  portcullis mcp --policy policy.yaml --server workspace -- java ...");
    underPolicy(policy);
    withoutPolicy(folder.resolve("missing.yaml"));
    boolean ok = passed == steps;
    out.printf("%n%s: %d of %d steps as they must be%n", ok ? "PASS" : "FAIL", passed, steps);
    return ok ? 0 : 1;
  }

  private void underPolicy(Path policy) throws IOException, InterruptedException {
    headline("Under a policy that reads and writes, but does not delete");
    Path note = folder.resolve("note.txt");
    Files.writeString(note, "to be kept");
    try (DemoMcpClient client = client(policy)) {
      client.initialize();
      step("tools/list", client.ask("tools/list", "{}"), "delete_file", () -> true);
      step("read_file", call(client, "read_file", "note.txt", ""), "to be kept", () -> true);
      step(
          "delete_file",
          call(client, "delete_file", "note.txt", ""),
          "\"code\":\"denied\"",
          () -> Files.exists(note));
      step(
          "write_file",
          call(client, "write_file", "card.txt", "card " + CARD),
          "written",
          () -> text("card.txt").equals("card [REDACTED]"));
      step(
          "an unknown method",
          client.ask("server/reset", "{}"),
          "\"code\":\"not_allowed_method\"",
          () -> true);
      step("the end", "exit code " + client.end(), "exit code 0", () -> true);
    }
  }

  private void withoutPolicy(Path policy) throws IOException, InterruptedException {
    headline("With a policy that cannot be read");
    try (DemoMcpClient client = client(policy)) {
      client.initialize();
      step(
          "write_file",
          call(client, "write_file", "new.txt", "x"),
          "\"code\":\"authority_unreachable\"",
          () -> !Files.exists(folder.resolve("new.txt")));
      step("the end", "exit code " + client.end(), "exit code 0", () -> true);
    }
  }

  private DemoMcpClient client(Path policy) throws IOException {
    List<String> command = new ArrayList<>(List.of(program.toString(), "mcp"));
    command.addAll(List.of("--policy", policy.toString(), "--server", "workspace", "--"));
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(WorkspaceServer.class.getName(), folder.toString()));
    return new DemoMcpClient(command, folder.resolve("state"));
  }

  private static String call(DemoMcpClient client, String tool, String file, String text)
      throws IOException {
    return client.ask(
        "tools/call",
        "{\"name\":\"%s\",\"arguments\":{\"file\":\"%s\",\"text\":\"%s\"}}"
            .formatted(tool, file, text));
  }

  private String text(String file) {
    try {
      return Files.readString(folder.resolve(file));
    } catch (IOException e) {
      return e.toString();
    }
  }

  private void headline(String text) {
    out.printf("%n%s%n", text);
  }

  private void step(String what, String answer, String expected, BooleanSupplier onDisk) {
    steps++;
    boolean ok = answer.contains(expected) && onDisk.getAsBoolean();
    passed += ok ? 1 : 0;
    out.printf("  %-4s  %-18s  %s%n", ok ? "PASS" : "FAIL", what, told(answer));
  }

  /** What a person wants to see of an answer. */
  private static String told(String answer) {
    String inner = answer.replaceFirst("^.*?\"(result|error)\":", "").replaceFirst("\\}$", "");
    return inner.length() <= 100 ? inner : inner.substring(0, 97) + "...";
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : (Iterable<Path>) files.sorted(Comparator.reverseOrder())::iterator) {
        Files.delete(file);
      }
    }
  }
}
