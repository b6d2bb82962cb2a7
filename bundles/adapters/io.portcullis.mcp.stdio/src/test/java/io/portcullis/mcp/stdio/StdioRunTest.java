// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.stdio;

import static io.portcullis.mcp.stdio.StdioOptions.Answers.UNTOUCHED;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Real processes, which are shells with a line or two to do. */
@Timeout(60)
class StdioRunTest {
  private static final Duration NEVER = Duration.ofHours(1);
  private static final String PING = "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}\n";

  @TempDir Path folder;
  private final Pipe said = new Pipe(1 << 16);
  private final ByteArrayOutputStream heard = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private int run(InputStream client, Duration grace, String... command)
      throws InterruptedException {
    StdioOptions options = new StdioOptions(null, "", "s", 1, UNTOUCHED, List.of(command));
    return new StdioRun(
            options, () -> null, () -> null, client, heard, new PrintStream(err, true), grace)
        .call();
  }

  private int run(InputStream client, Duration grace, Script script) throws InterruptedException {
    return run(client, grace, "sh", "-c", script.text(), "sh", folder.toString());
  }

  private record Script(String text) {}

  private String heard() {
    return heard.toString(StandardCharsets.UTF_8);
  }

  /** A client that says nothing and ends once the script has made a file. */
  private InputStream clientUntil(String file) {
    return new InputStream() {
      @Override
      public int read() {
        while (!Files.exists(folder.resolve(file))) {
          Thread.yield();
        }
        return -1;
      }
    };
  }

  /** The process whose number the script wrote down, unless it has ended. */
  private Optional<ProcessHandle> noted(String file) throws IOException {
    return ProcessHandle.of(Long.parseLong(Files.readString(folder.resolve(file)).trim()));
  }

  private static void assertEnds(Optional<ProcessHandle> process) throws Exception {
    if (process.isPresent()) {
      ProcessHandle ended = process.get().onExit().get(30, TimeUnit.SECONDS);
      assertThat(ended.isAlive()).isFalse();
    }
  }

  @Test
  void endsWithTheExitCodeOfTheServer() throws InterruptedException {
    assertThat(run(said.in(), NEVER, new Script("exit 42"))).isEqualTo(42);
  }

  @Test
  void endsWithTheExitCodeOfASignal() throws InterruptedException {
    assertThat(run(said.in(), NEVER, new Script("kill -9 $$"))).isEqualTo(128 + 9);
  }

  @Test
  void reportsAServerThatCannotBeStarted() throws InterruptedException {
    assertThat(run(said.in(), NEVER, folder.resolve("none").toString())).isEqualTo(127);
    assertThat(heard()).isEmpty();
  }

  @Test
  void passesTheLastMessagesOfTheServerBeforeItEnds() throws InterruptedException {
    InputStream client = new ByteArrayInputStream(PING.getBytes(StandardCharsets.UTF_8));
    String answer = "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}";
    int code = run(client, NEVER, new Script("read -r line; echo '" + answer + "'; exit 3"));
    assertThat(code).isEqualTo(3);
    assertThat(heard()).isEqualTo(answer + "\n");
  }

  @Test
  void endsAServerThatEndsWithItsInput() throws InterruptedException {
    InputStream client = new ByteArrayInputStream(new byte[0]);
    assertThat(run(client, NEVER, new Script("cat >/dev/null; exit 5"))).isEqualTo(5);
  }

  @Test
  void terminatesAServerThatDoesNotEndWithItsInput() throws InterruptedException {
    InputStream client = new ByteArrayInputStream(new byte[0]);
    int code = run(client, Duration.ZERO, new Script("exec sleep 1000"));
    assertThat(code).isEqualTo(128 + 15);
  }

  @Test
  void killsAServerThatIgnoresTermination() throws InterruptedException {
    String unwilling = "trap '' TERM; : >$1/unwilling; while :; do sleep 1000; done";
    int code = run(clientUntil("unwilling"), Duration.ZERO, new Script(unwilling));
    assertThat(code).isEqualTo(128 + 9);
  }

  @Test
  void endsTheChildrenOfTheServer() throws Exception {
    String leaves = "sleep 1000 & echo $! >$1/child; exit 6";
    assertThat(run(said.in(), NEVER, new Script(leaves))).isEqualTo(6);
    assertEnds(noted("child"));
  }

  @Test
  void endsTheServerWhenTheClientCannotBeWritten() throws Exception {
    Pipe deaf = new Pipe(1);
    deaf.cut();
    StdioOptions options =
        new StdioOptions(
            null,
            "",
            "s",
            1,
            UNTOUCHED,
            List.of(
                "sh",
                "-c",
                "echo $$ >$1/server; echo '{\"jsonrpc\":\"2.0\",\"method\":\"notifications/x\"}';"
                    + " exec sleep 1000",
                "sh",
                folder.toString()));
    new StdioRun(
            options, () -> null, () -> null, said.in(), deaf.out(), new PrintStream(err), NEVER)
        .call();
    assertEnds(noted("server"));
  }
}
