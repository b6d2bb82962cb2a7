// SPDX-License-Identifier: Apache-2.0
package io.portcullis.cli.policy.init;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.portcullis.cli.Run;
import io.portcullis.cli.argument.CliUsageException;
import io.portcullis.cli.command.CommandTable;
import io.portcullis.cli.command.ParsedCommand;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PolicyInitTest {
  private static final String FILES =
      """
      [{"name":"read_file","description":"Reads a file.\\nAll of it.","annotations":{"readOnlyHint":true},
        "inputSchema":{"type":"object","properties":{"path":{"type":"string"},"head":{"type":"number"}},"required":["path"]}},
       {"name":"read_many","annotations":{"readOnlyHint":true},
        "inputSchema":{"type":"object","properties":{"paths":{"type":"array","items":{"type":"string"}}},"required":["paths"]}},
       {"name":"search","annotations":{"readOnlyHint":true},
        "inputSchema":{"type":"object","properties":{"directory":{"anyOf":[{"type":"string"},{"type":"null"}]},"text":{"type":"string"}}}},
       {"name":"move","annotations":{"destructiveHint":true},
        "inputSchema":{"type":"object","properties":{"source":{"type":"string"},"destination":{"type":"string"}},"required":["source","destination"]}},
       {"name":"write"},
       {"name":"append","annotations":{"readOnlyHint":false,"destructiveHint":false}},
       {"name":"clock","annotations":{"readOnlyHint":true,"destructiveHint":true}}]
      """
          .replace("\n", "");

  private static final Duration LONG = Duration.ofMinutes(5);

  @TempDir private Path folder;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private Path policy() {
    return folder.resolve("policy.yaml");
  }

  private Path cases() {
    return folder.resolve("cases.yaml");
  }

  private int init(ScriptedServer server, Duration limit, String... options) throws Exception {
    List<String> words = new ArrayList<>(List.of("policy", "init"));
    words.addAll(List.of(options));
    words.addAll(List.of("--", "server"));
    ParsedCommand command = ParsedCommand.parse(CommandTable.commandLineFor(words), words);
    PrintStream messages = new PrintStream(err, true, StandardCharsets.UTF_8);
    return new PolicyInitCommand(out, messages, started -> server, limit).run(command);
  }

  private void writes(ScriptedServer server) throws Exception {
    int code =
        init(
            server,
            LONG,
            "--out",
            policy().toString(),
            "--cases",
            cases().toString(),
            "--workspace",
            "/home/user/work");
    assertThat(code).as(err.toString(StandardCharsets.UTF_8)).isZero();
    assertThat(server.closed.getCount()).isZero();
    Run validated = Run.of("policy", "validate", policy().toString());
    assertThat(validated.out()).containsExactly(policy() + ": ok");
    Run tested = Run.of("policy", "test", cases().toString());
    assertThat(tested.out()).as("%s", tested).last().asString().endsWith(" cases, 0 failed");
  }

  private String decision(String tool, String arguments) {
    Run run = Run.of("check", "--policy", policy().toString(), "--tool", tool, "--args", arguments);
    return run.code() == 0 ? "allow" : run.code() == 4 ? "ask" : "deny";
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "read_file | {\"path\":\"/home/user/work/a\"} | allow",
        "read_file | {\"path\":\"/home/user/work\"} | allow",
        "read_file | {\"path\":\"/home/user/work/../.ssh/id\"} | deny",
        "read_file | {\"path\":\"a\"} | deny",
        "read_file | {\"path\":[\"/home/user/work/a\"]} | deny",
        "read_file | {\"path\":\"/home/user/work/a\",\"Path\":\"/etc/passwd\"} | deny",
        "read_file | {} | deny",
        "read_many | {\"paths\":[\"/home/user/work/a\",\"/home/user/work/b\"]} | allow",
        "read_many | {\"paths\":[\"/home/user/work/a\",\"/etc/passwd\"]} | deny",
        "read_many | {\"paths\":[]} | deny",
        "read_many | {\"paths\":\"/home/user/work/a\"} | deny",
        "search | {\"text\":\"x\"} | allow",
        "search | {\"directory\":null} | allow",
        "search | {\"directory\":\"/home/user/work\"} | allow",
        "search | {\"directory\":\"/\"} | deny",
        "move | {\"source\":\"/home/user/work/a\",\"destination\":\"/home/user/work/b\"} | ask",
        "move | {\"source\":\"/home/user/work/a\",\"destination\":\"/tmp/b\"} | deny",
        "write | {} | ask",
        "append | {} | deny",
        "clock | {} | allow",
        "other | {} | deny",
      })
  void decidesByAnnotationsAndKeepsPathsInTheWorkspace(
      String tool, String arguments, String expected) throws Exception {
    writes(ScriptedServer.listing(FILES));
    assertThat(decision(tool, arguments)).isEqualTo(expected);
  }

  @Test
  void explainsEachToolInAComment() throws Exception {
    writes(ScriptedServer.listing(FILES));
    assertThat(policy())
        .content()
        .contains(
            "MCP server scripted 1.2.\n",
            "    # Reads a file. All of it.\n    # Allowed: readOnlyHint: true\n",
            "    # Fenced in: source, destination\n",
            "    # Asks: no destructiveHint, so it may destroy something\n    - name: ask-write\n",
            "# - append: it changes something");
    assertThat(err.toString(StandardCharsets.UTF_8))
        .contains("7 tools: 4 allowed, 2 ask, 1 denied");
  }

  @Test
  void writesToStandardOutputWithoutAFile() throws Exception {
    assertThat(init(ScriptedServer.listing("[]"), LONG)).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8)).contains("kind: Policy\n", "  rules: []\n");
  }

  @Test
  void asksForEachPage() throws Exception {
    ScriptedServer server =
        ScriptedServer.of(
            request ->
                switch (request.method()) {
                  case "initialize" -> List.of(request.result(ScriptedServer.INITIALIZED));
                  case "tools/list" -> {
                    boolean first = !request.params().toString().contains("next");
                    yield List.of(
                        "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/message\",\"params\":{}}",
                        "{\"jsonrpc\":\"2.0\",\"id\":\"s-1\",\"method\":\"roots/list\"}",
                        request.result(
                            "{\"tools\":[{\"name\":\"%s\"}]%s}"
                                .formatted(
                                    first ? "one" : "two",
                                    first ? ",\"nextCursor\":\"next\"" : "")));
                  }
                  default -> List.of();
                });
    writes(server);
    assertThat(policy()).content().contains("name: ask-one\n", "name: ask-two\n");
    assertThat(server.requests.stream().map(ScriptedServer.Request::method))
        .contains("notifications/initialized")
        .doesNotContain("tools/call");
  }

  @Test
  void asksAServerThatCannotBeInitializedWithoutASession() throws Exception {
    ScriptedServer server =
        ScriptedServer.of(
            request -> {
              String meta = String.valueOf(request.params());
              return List.of(
                  meta.contains("io.modelcontextprotocol/protocolVersion=2026-07-28")
                      ? request.result("{\"tools\":[{\"name\":\"one\"}]}")
                      : request.error(-32601, "Method not found"));
            });
    writes(server);
    assertThat(policy()).content().contains("name: ask-one\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a\\\"], effect: allow}\\n    - {name: x, effect: allow, tools: [\\\"*",
        "*",
        "read_*",
        "a\\nb",
        "x: y # z",
        "'",
        "\\\"",
        "\\\\",
        "a\\u202eb",
        "\\ud83d\\ude00",
        "\\ud800",
        "null",
        "- a",
        "{a: b}",
        "mcp:resources/read",
        "llm_call",
        " a",
        "",
        "args.x || true"
      })
  void nameOfAToolStaysAName(String name) throws Exception {
    writes(
        ScriptedServer.listing(
            """
            [{"name":"%s","description":"%s\\n- {name: y, effect: allow}","annotations":{"readOnlyHint":true},
            "inputSchema":{"properties":{"path":{"type":"string"}},"required":["path"]}}]
            """
                .formatted(name, name)
                .replace("\n", "")));
    assertThat(decision("delete_all", "{\"path\":\"/home/user/work/a\"}")).isEqualTo("deny");
    assertThat(decision("mcp:resources/read", "{}")).isEqualTo("deny");
    assertThat(decision("x", "{}")).isEqualTo("deny");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a\\\"] || true || args[\\\"path",
        "a\\\\\\\" || true // path",
        "in path",
        "x-path",
        "p' path",
        "p\\n  effect: allow #path",
        "\\ud83d\\ude00 path"
      })
  void nameOfAnArgumentCannotOpenTheFence(String name) throws Exception {
    writes(
        ScriptedServer.listing(
            """
            [{"name":"read","annotations":{"readOnlyHint":true},"inputSchema":{"properties":{"%s":{"type":"string"}}}},
             {"name":"need","annotations":{"readOnlyHint":true},"inputSchema":{"required":["%s"],"properties":{"%s":{"type":"string"}}}}]
            """
                .formatted(name, name, name)
                .replace("\n", "")));
    for (String tool : List.of("read", "need")) {
      assertThat(decision(tool, "{\"" + name + "\":\"/etc/passwd\"}")).isEqualTo("deny");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"type\":\"object\"}",
        "{\"type\":\"array\",\"items\":{\"type\":\"object\"}}",
        "{\"type\":\"string\",\"format\":\"uri\"}"
      })
  void deniesAToolWhosePathsCannotBeFencedIn(String schema) throws Exception {
    writes(
        ScriptedServer.listing(
            "[{\"name\":\"read\",\"annotations\":{\"readOnlyHint\":true},"
                + "\"inputSchema\":{\"properties\":{\"files\":"
                + schema
                + "}}}]"));
    assertThat(decision("read", "{}")).isEqualTo("deny");
    assertThat(policy()).content().contains("# - read: its argument 'files' looks like a path");
  }

  @Test
  void deniesAToolThatIsListedTwice() throws Exception {
    writes(
        ScriptedServer.listing(
            "[{\"name\":\"a\",\"annotations\":{\"readOnlyHint\":true}},{\"name\":\"a\"}]"));
    assertThat(decision("a", "{}")).isEqualTo("deny");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[1]                  | a tool has no name",
        "7                    | no list of tools",
        "[{\"name\":\"a\",\"name\":\"b\"}] | no message of MCP",
      })
  void refusesAListThatIsNotValid(String tools, String message) throws Exception {
    fails(ScriptedServer.listing(tools), message);
  }

  @Test
  void refusesMoreToolsThanItReads() throws Exception {
    String tools =
        IntStream.rangeClosed(0, 1_000)
            .mapToObj(n -> "{\"name\":\"t" + n + "\"}")
            .collect(Collectors.joining(",", "[", "]"));
    fails(ScriptedServer.listing(tools), "more than 1000 tools");
  }

  @Test
  void refusesAListWithoutAnEnd() throws Exception {
    fails(
        ScriptedServer.of(
            request ->
                List.of(request.result("{\"tools\":[],\"nextCursor\":\"" + request.id() + "\"}"))),
        "does not end");
  }

  @Test
  void refusesALineThatIsTooLong() throws Exception {
    String line = "x".repeat((4 << 20) + 1);
    fails(ScriptedServer.of(request -> List.of(line)), "longer than");
  }

  @Test
  void refusesAFloodOfRequests() throws Exception {
    List<String> pings =
        IntStream.range(0, 101)
            .mapToObj(n -> "{\"jsonrpc\":\"2.0\",\"id\":" + n + ",\"method\":\"ping\"}")
            .toList();
    fails(ScriptedServer.of(request -> pings), "too many requests");
  }

  @Test
  void reportsAServerThatRefusesEndsOrIsSilent() throws Exception {
    fails(ScriptedServer.of(request -> null), "ended before it had answered");
    fails(
        ScriptedServer.of(request -> List.of(request.error(-32000, "closed\\u001b[2J today"))),
        "refused tools/list: closed [2J today");
    ScriptedServer silent = ScriptedServer.of(request -> List.of());
    assertThat(init(silent, Duration.ofMillis(1))).isEqualTo(2);
    assertThat(err.toString(StandardCharsets.UTF_8)).contains("did not answer in time");
    assertThat(silent.closed.getCount()).isZero();
  }

  private void fails(ScriptedServer server, String message) throws Exception {
    err.reset();
    assertThat(init(server, LONG, "--out", policy().toString())).isEqualTo(2);
    assertThat(err.toString(StandardCharsets.UTF_8)).startsWith("portcullis: ").contains(message);
    assertThat(policy()).doesNotExist();
    assertThat(server.closed.getCount()).isZero();
  }

  @Test
  void replacesAFileOnlyByForce() throws Exception {
    Files.writeString(policy(), "mine");
    ScriptedServer server = ScriptedServer.listing("[]");
    assertThatThrownBy(() -> init(server, LONG, "--out", policy().toString()))
        .isInstanceOf(CliUsageException.class)
        .hasMessage(policy() + ": it exists; --force replaces it");
    assertThat(policy()).hasContent("mine");
    assertThat(server.requests).isEmpty();
    assertThat(init(server, LONG, "--force", "--out", policy().toString())).isZero();
    assertThat(policy()).content().contains("kind: Policy");
  }

  @Test
  void doesNotReplaceAFileThatAppearsMeanwhile() throws Exception {
    ScriptedServer server =
        ScriptedServer.of(
            request -> {
              try {
                Files.writeString(policy(), "mine");
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
              return List.of(request.result("{\"tools\":[]}"));
            });
    assertThatThrownBy(() -> init(server, LONG, "--out", policy().toString()))
        .isInstanceOf(CliUsageException.class);
    assertThat(policy()).hasContent("mine");
  }

  @Test
  void refusesACommandLineThatIsNotComplete() {
    assertThat(Run.of("policy", "init").err().get(0)).contains("no server is named");
    assertThat(Run.of("policy", "init", "--cases", "c", "--", "x").err().get(0))
        .contains("--cases needs --out");
    assertThat(Run.of("policy", "init", "--out", "a", "--cases", "./a", "--", "x").err().get(0))
        .contains("name the same file");
    assertThat(Run.of("policy", "init", "--workspace", "/a%2fb", "--", "x").err().get(0))
        .contains("the workspace /a%2fb cannot be compared");
    assertThat(Run.of("policy", "init", "--out", "/no/such/file", "--", "x").err().get(0))
        .contains("/no/such: the folder does not exist");
    Run unknown = Run.of("policy", "init", "--", "/no/such/program");
    assertThat(unknown.code()).isEqualTo(2);
    assertThat(unknown.err().get(0)).contains("server");
  }

  /** A shell is the server: the options of a program need no {@code --}. */
  @Test
  void startsAProcessWithItsOptionsAndFindsItsFolder() {
    String script =
        "read -r a; printf '%s\\n"
            + "' '{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":{}}'; read -r b; read -r c; printf"
            + " '%s\\n"
            + "' '{\"jsonrpc\":\"2.0\",\"id\":2,\"result\":{\"tools\":[{\"name\":\"t\",\"inputSchema\":{\"properties\":{\"dir\":{\"type\":\"string\"}}}}]}}';"
            + " exec sleep 600";
    Run run = Run.of("policy", "init", "sh", "-c", script, "name", folder.toString());
    assertThat(run.code()).as("%s", run).isZero();
    assertThat(run.out())
        .contains("      tools: [t]", "    workspace: '\"" + folder + "\"'", "      effect: ask");
  }
}
