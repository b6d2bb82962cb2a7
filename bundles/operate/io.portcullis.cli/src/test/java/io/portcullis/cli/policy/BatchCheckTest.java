// SPDX-License-Identifier: Apache-2.0
package io.portcullis.cli.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.portcullis.cli.CommandDispatcher;
import io.portcullis.cli.Run;
import io.portcullis.cli.output.TerminalStreams;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BatchCheckTest {
  private static final String POLICY =
      """
      tools:
        "*": {allow: false}
        read_file: {allow: true}
        limited: {allow: true, limit_per_hour: 2}
        wire: {allow: true, requires_approval_if: 'args.amount > 1000'}
      capabilities:
        deny: [file_delete]
      network:
        allowlist: ["*.example.com"]
      """;
  private static final String ALLOWED = "{\"tool\":\"read_file\"}";

  @TempDir private Path folder;
  private Path policy;

  @BeforeEach
  void write() throws IOException {
    policy = Files.writeString(folder.resolve("policy.yaml"), POLICY);
  }

  private Run batch(String... lines) {
    return Run.reading(
        String.join("\n", lines), "check", "--policy", policy.toString(), "--batch", "-");
  }

  private static List<String> verdicts(Run run) {
    return run.out().stream()
        .map(line -> line.replaceAll(".\"verdict\":\"(\\w+)\".*", "$1"))
        .toList();
  }

  @Test
  void answersEachLineInOrder() {
    Run run =
        batch(
            ALLOWED,
            "{\"tool\":\"rm\",\"args\":{\"a\":1}}",
            "{\"tool\":\"wire\",\"args\":{\"amount\":5000},\"agent\":\"a\",\"id\":17}",
            ALLOWED);
    assertThat(run.code()).isZero();
    assertThat(verdicts(run)).containsExactly("allow", "deny", "pending", "allow");
    assertThat(run.err()).isEmpty();
  }

  @Test
  void readsAFile() throws IOException {
    Path file = Files.writeString(folder.resolve("calls.jsonl"), ALLOWED + "\r\n" + ALLOWED + "\n");
    Run run = Run.of("check", "--policy", policy.toString(), "--batch", file.toString());
    assertThat(run.code()).isZero();
    assertThat(verdicts(run)).containsExactly("allow", "allow");
  }

  @Test
  void saysNothingForAnEmptyFile() {
    assertThat(batch("")).isEqualTo(new Run(0, List.of(), List.of()));
  }

  @Test
  void countsOverTheFileByTheTimeOfItsLines() {
    Run run =
        batch(
            "{\"tool\":\"limited\",\"now\":\"2026-01-01T00:00:00Z\"}",
            "{\"tool\":\"limited\"}",
            "{\"tool\":\"limited\"}",
            "{\"tool\":\"limited\",\"agent\":\"other\"}",
            "{\"tool\":\"limited\",\"now\":\"2026-01-01T00:29:59Z\"}",
            "{\"tool\":\"limited\",\"now\":\"2026-01-01T00:30:00Z\"}",
            "{\"tool\":\"limited\"}",
            "{\"tool\":\"limited\",\"now\":\"2025-01-01T00:30:00Z\"}");
    assertThat(verdicts(run))
        .containsExactly("allow", "allow", "deny", "allow", "deny", "allow", "deny", "deny");
    assertThat(run.code()).isZero();
  }

  @Test
  void startsAtTheTimeOfTheOption() {
    String limited = "{\"tool\":\"limited\"}\n";
    Run run =
        Run.reading(
            limited.repeat(3),
            "check",
            "--policy",
            policy.toString(),
            "--now",
            "2026-01-01T00:00:00Z",
            "--batch",
            "-");
    assertThat(verdicts(run)).containsExactly("allow", "allow", "deny");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{'action':'file_operation','operation':'read','path':'/x'}|allow|{'operation':'read','path':'/x'}",
        "{'action':'file_operation','operation':'delete','path':'/x'}|deny|{'operation':'delete','path':'/x'}",
        "{'action':'file_operation','path':'/x'}|deny|{'path':'/x'}",
        "{'action':'file_operation','args':{'operation':'read','path':'/x'}}|allow|{'operation':'read','path':'/x'}",
        "{'action':'network_call','host':'a.example.com','port':443,'protocol':'https'}|allow|{'host':'a.example.com','port':443,'protocol':'https'}",
        "{'action':'network_call','host':'example.org'}|deny|{'host':'example.org'}",
        "{'action':'network_call','url':'https://b.example.com/'}|allow|{}",
        "{'action':'process_exec','command':'ls','args':['-l']}|allow|{'command':'ls','args':['-l']}",
        "{'action':'process_exec','command':'ls','args':'-l'}|deny|{'command':'ls','args':'-l'}",
        "{'action':'process_exec','args':{'command':'ls'}}|allow|{'command':'ls'}",
        "{'action':'llm_call'}|deny|{}",
        "{'tool':'read_file','args':[1,2]}|allow|[1,2]",
        "{'tool':'read_file','args':null}|allow|{}",
        "{'tool':'read_file','args':'{\\'a\\':1}'}|allow|{'a':1}",
        "{'tool':'wire','args':'{\\'amount\\':2000}'}|pending|{'amount':2000}",
        "{'tool':'read_file','args':'{broken'}|deny|null",
        "{'tool':'read_file','args':{'a':1,'a':2}}|deny|null",
        "{'tool':'read_file','agent':null,'extra':{'deep':[1]}}|allow|{}",
        "{'tool':'read_file','extra':1,'extra':2}|allow|{}",
      },
      quoteCharacter = '~')
  void makesTheCallThatALineDescribes(String line, String verdict, String arguments) {
    Run run = batch(line.replace('\'', '"'));
    assertThat(run.code()).isZero();
    assertThat(run.line())
        .startsWith("{\"verdict\":\"" + verdict + "\"")
        .endsWith(",\"args\":" + arguments.replace('\'', '"') + "}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "nonsense|not valid JSON at column",
        "{'tool':'read_file'|not valid JSON",
        "''|not a JSON object",
        "[]|not a JSON object",
        "{} {}|more than one JSON value",
        "{}|'tool' is missing",
        "{'tool':''}|'tool' is missing",
        "{'tool':7}|'tool' is not text",
        "{'tool':'a','tool':'b'}|'tool' is given twice",
        "{'tool':'a','args':{},'args':{}}|'args' is given twice",
        "{'tool':'a','agent':{}}|'agent' is not text",
        "{'tool':'a','action':'dance'}|'action' is not known",
        "{'tool':'a','now':'noon'}|'now' is not an instant",
        "{'tool':'a','now':'+20000-01-01T00:00:00Z'}|'now' is not between",
        "{'tool':'a','path':'/x'}|'path' does not fit",
        "{'action':'file_operation','path':'/x','args':{}}|'args' does not fit",
        "{'action':'network_call','host':'a','command':'x'}|'command' does not fit",
      },
      quoteCharacter = '~')
  void deniesALineThatIsNoCallAndGoesOn(String line, String reason) {
    Run run = batch(ALLOWED, line.replace('\'', '"'), ALLOWED);
    assertThat(run.code()).isEqualTo(2);
    assertThat(verdicts(run)).containsExactly("allow", "deny", "allow");
    assertThat(run.out().get(1))
        .startsWith("{\"verdict\":\"deny\",\"reason\":\"line 2: ")
        .contains(reason)
        .endsWith(",\"rule\":\"invalid_line\",\"redactions\":[],\"args\":null}");
    assertThat(run.err()).containsExactly("portcullis: 1 of 3 lines cannot be read");
  }

  @Test
  void deniesAnEmptyLine() {
    assertThat(verdicts(batch(ALLOWED, "", ALLOWED))).containsExactly("allow", "deny", "allow");
  }

  @Test
  void deniesALineThatIsNoUtf8AndGoesOn() {
    byte[] bytes = ("{\"tool\":\"\u00ff\"}\n" + ALLOWED).getBytes(StandardCharsets.ISO_8859_1);
    Run run =
        Run.with(
            new ByteArrayInputStream(bytes),
            "check",
            "--policy",
            policy.toString(),
            "--batch",
            "-");
    assertThat(verdicts(run)).containsExactly("deny", "allow");
    assertThat(run.out().get(0)).contains("line 1: not valid UTF-8");
    assertThat(run.code()).isEqualTo(2);
  }

  @Test
  void deniesALineThatIsTooLongAndGoesOn() {
    String huge = "{\"tool\":\"" + "x".repeat(BatchCheck.MAX_LINE_BYTES) + "\"}";
    Run run = batch(ALLOWED, huge, ALLOWED);
    assertThat(verdicts(run)).containsExactly("allow", "deny", "allow");
    assertThat(run.out().get(1)).contains("line 2: longer than 8388608 bytes");
  }

  @Test
  void leavesLargeArgumentsToTheGate() {
    String fits = "{\"tool\":\"read_file\",\"args\":{\"a\":\"" + "x".repeat(1 << 19) + "\"}}";
    String large = "{\"tool\":\"read_file\",\"args\":{\"a\":\"" + "x".repeat(1 << 20) + "\"}}";
    Run run = batch(fits, large);
    assertThat(verdicts(run)).containsExactly("allow", "deny");
    assertThat(run.out().get(1)).contains("larger than 1048576 bytes");
    assertThat(run.code()).isZero();
  }

  @Test
  void showsArgumentsWithLongNames() {
    String name = "x".repeat(100_000);
    assertThat(batch("{\"tool\":\"read_file\",\"args\":{\"" + name + "\":1}}").line())
        .endsWith("\"args\":{\"" + name + "\":1}}");
  }

  @Test
  void deniesArgumentsThatAreTooDeep() {
    String nested = "{\"tool\":\"read_file\",\"args\":" + "[".repeat(100) + "]".repeat(100) + "}";
    String abyss = "{\"tool\":\"read_file\",\"args\":" + "[".repeat(9999) + "]".repeat(9999) + "}";
    Run run = batch(nested, abyss);
    assertThat(verdicts(run)).containsExactly("deny", "deny");
    assertThat(run.out().get(0)).contains("depth 64");
    assertThat(run.out().get(1)).contains("line 2: not valid JSON");
  }

  @Test
  void answersTenThousandLines() {
    String lines =
        IntStream.range(0, 10_000)
            .mapToObj(
                i ->
                    "{\"tool\":\"%s\",\"args\":{\"n\":%d}}"
                        .formatted(i % 2 == 0 ? "read_file" : "rm", i))
            .collect(Collectors.joining("\n"));
    Run run = batch(lines);
    assertThat(run.code()).isZero();
    assertThat(run.out()).hasSize(10_000);
    for (int i = 0; i < 10_000; i++) {
      assertThat(run.out().get(i))
          .startsWith("{\"verdict\":\"" + (i % 2 == 0 ? "allow" : "deny"))
          .endsWith("{\"n\":" + i + "}}");
    }
  }

  @Test
  @Timeout(60)
  void answersBeforeTheNextLineIsThere() throws Exception {
    try (PipedOutputStream lines = new PipedOutputStream();
        PipedInputStream in = new PipedInputStream(lines);
        PipedInputStream answers = new PipedInputStream(1 << 16);
        PipedOutputStream out = new PipedOutputStream(answers)) {
      CompletableFuture<Integer> code =
          CompletableFuture.supplyAsync(
              () ->
                  new CommandDispatcher(
                          in,
                          out,
                          new PrintStream(OutputStream.nullOutputStream()),
                          TerminalStreams.NONE)
                      .run(List.of("check", "--policy", policy.toString(), "--batch", "-")));
      for (int i = 0; i < 3; i++) {
        lines.write((ALLOWED + "\n").getBytes(StandardCharsets.UTF_8));
        lines.flush();
        assertThat(line(answers)).startsWith("{\"verdict\":\"allow\"");
      }
      lines.close();
      assertThat(code.get(30, TimeUnit.SECONDS)).isZero();
    }
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\n' && c >= 0; c = in.read()) {
      line.append((char) c);
    }
    return line.toString();
  }

  @Test
  void endsWhenItsAnswersCannotBeWritten() {
    OutputStream full =
        new OutputStream() {
          @Override
          public void write(int b) throws IOException {
            throw new IOException("no space left");
          }
        };
    int code =
        new CommandDispatcher(
                new ByteArrayInputStream(
                    (ALLOWED + "\n").repeat(3).getBytes(StandardCharsets.UTF_8)),
                full,
                new PrintStream(OutputStream.nullOutputStream()),
                TerminalStreams.NONE)
            .run(List.of("check", "--policy", policy.toString(), "--batch", "-"));
    assertThat(code).isEqualTo(2);
  }
}
