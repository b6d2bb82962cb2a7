// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Damages policy documents: their bytes, lines, words and expressions. */
final class DocumentMutator {
  private static final String RULES =
      """
      apiVersion: portcullis/v1
      kind: Policy
      metadata: {name: seed, version: "1"}
      spec:
        default: deny
        variables:
          workspace: '"/srv/" + agent.id'
          cwd: '"/srv"'
        counters:
          spent: {tools: [pay, "transfer_*"], by: [team], window: 24h, sum: args.amount}
          calls: {tools: ["*"], by: [agent, tool], window: 1h, when: 'has(args.q)'}
        labels:
          - {add: untrusted, tools: [fetch], after: completed}
          - {add: private, when: 'path(args.path).within("/home")', window: 1d}
          - {add: seen, actions: [tool_result], when: 'strings(result).size() > 3', by: agent}
        rules:
          - name: read
            tools: [read, "list_*"]
            when: path(args.path).within(variables.workspace) && !path(args.path).glob("**/.env")
            effect: allow
          - name: pay
            tools: [pay]
            when: counters.spent.sum + args.amount < 5000.0 && args.currency in ["EUR", "USD"]
            effect: allow
            redact: [/memo/iban, /list/0]
          - name: large
            tools: [pay]
            when: args.amount > 1000.0 || args.list.exists(x, x == args.q)
            effect: ask
            approvers: [treasurer]
            timeout: 15m
            message: Ask the treasurer.
          - name: host
            tools: [fetch]
            when: url(args.url).host().endsWith(".example.com") && !ip("10.0.0.1").isPrivate()
            effect: allow
          - name: leak
            when: '"untrusted" in labels && secrets(args).size() > 0'
            effect: deny
          - name: hours
            tools: [run]
            when: now.getHours("Europe/Berlin") < 7 || !command(args.cmd).isLiteral()
            effect: deny
          - name: run
            tools: [run]
            when: command(args.cmd).programs().all(p, p.matches("^[a-z]{1,9}$"))
            effect: allow
      """;

  private static final String SECTIONS =
      """
      apiVersion: portcullis/v1
      kind: Policy
      spec:
        scope: global
        schedule: {active_hours: {start: "06:00", end: "22:00", timezone: Europe/Berlin}}
        network: {allowlist: [example.com, "*.example.org"]}
        capabilities: {allow: ["mcp_tool:pay", file_read], deny: [terminal_exec]}
        tools:
          pay: {allow: true, limit_per_hour: 100, requires_approval_if: 'args.amount > 10 OR args.currency not_in ["EUR"]'}
          "*": {allow: false}
        budget: {daily_limit_usd: 5.0, team_monthly_limit_usd: 100, timezone: UTC, action_on_exceed: suspend}
        data: {credential_action: redact_only, sensitive_patterns: ['\\b[0-9]{4}(x|y){2,3}\\b'], locale_packs: [zh-TW]}
        approval: {timeout_seconds: 900, escalation_role: treasurer}
      """;

  private static final String UPSTREAM =
      """
      %YAML 1.2
      ---
      version: !!str "1"
      scope: "t\\x65am:\\u0061"
      tools: {pay: &x {allow: true, limit_per_hour: 5}, 'read': *x, "*": {allow: true}}
      filesystem: {read: {allow: ["/srv"]}}
      syscalls: {allow: [openat]}
      data:
        sensitive_patterns: ["[a-z]+(x|y){2,3}"]
        credential_action: alert_only
      """;

  static final List<String> SEEDS = List.of(RULES, SECTIONS, UPSTREAM);

  private static final List<String> PIECES =
      List.of(
          ("&& || ! ( ) [ ] { } . , ? : == != < in * - + % \" ' \\ r\" args result labels tool now"
                  + " agent.id caller.org hints.readOnly variables.workspace variables.cwd"
                  + " counters.spent.sum counters.calls.count has( .all(x, .map(y, .exists(z,"
                  + " .filter(w, and not 1u 1e999 0x null true false ~ && matches(\"(a{1,99}){1,99}\")"
                  + " path( url( ip( cidr( command( strings( secrets( size( int( double( string("
                  + " timestamp( duration( type( dyn( b\"\" 9223372036854775808 -1 0 1.5 .inf .nan"
                  + " 2000000001 24h 1w 0s 99999999999d allow deny ask completed tool_result *a &a <<:"
                  + " !!str !!binary | > - ? # %YAML --- ... [] {} [[[[[[ {{{{{{ on yes 0o7")
              .split(" "));

  private static final String ALPHABET = "{}[]:,-?&*!|>'\"%@`#\n\t \\~<=.0xUu8F()";
  private static final Pattern WORD = Pattern.compile("[A-Za-z_][A-Za-z_0-9]*|[0-9.]+");

  private final Random random;

  DocumentMutator(long seed) {
    random = new Random(seed);
  }

  /** Returns a document, damaged from this one of the seeds. */
  byte[] next(int seed) {
    String text = SEEDS.get(seed);
    boolean bytes = random.nextInt(20) == 0;
    for (int n = random.nextInt(4) == 0 ? random.nextInt(4) : 0; n >= 0; n--) {
      text =
          switch (random.nextInt(4)) {
            case 0 -> lines(text);
            case 1 -> word(text);
            case 2 -> piece(text);
            default -> random.nextBoolean() ? word(text) : character(text);
          };
    }
    byte[] document = text.getBytes(StandardCharsets.UTF_8);
    if (bytes && document.length > 0) {
      document[random.nextInt(document.length)] = (byte) random.nextInt(256);
    }
    return document;
  }

  private String lines(String text) {
    List<String> lines = new ArrayList<>(Arrays.asList(text.split("\n", -1)));
    int at = random.nextInt(lines.size());
    String line = lines.get(at);
    switch (random.nextInt(6)) {
      case 0 -> lines.remove(at);
      case 1 -> lines.add(at, line);
      case 2 -> lines.add(random.nextInt(lines.size()), lines.remove(at));
      case 3 -> lines.set(at, "  " + line);
      case 4 -> lines.set(at, line.length() > 2 ? line.substring(2) : "");
      default -> lines.add(at, anyLine());
    }
    return String.join("\n", lines);
  }

  private String anyLine() {
    String[] other = SEEDS.get(random.nextInt(SEEDS.size())).split("\n");
    return other[random.nextInt(other.length)];
  }

  /** Replaces a word by another one of a seed, or by a piece. */
  private String word(String text) {
    List<int[]> words = new ArrayList<>();
    for (Matcher word = WORD.matcher(text); word.find(); ) {
      words.add(new int[] {word.start(), word.end()});
    }
    if (words.isEmpty()) {
      return text;
    }
    int[] at = words.get(random.nextInt(words.size()));
    int[] from = words.get(random.nextInt(words.size()));
    String instead = random.nextBoolean() ? text.substring(from[0], from[1]) : anyPiece();
    return text.substring(0, at[0]) + instead + text.substring(at[1]);
  }

  private String piece(String text) {
    int at = random.nextInt(text.length() + 1);
    int end = Math.min(text.length(), at + random.nextInt(6));
    String added = random.nextInt(20) == 0 ? anyPiece().repeat(2_000) : anyPiece();
    return text.substring(0, at) + added + text.substring(end);
  }

  private String character(String text) {
    int at = random.nextInt(text.length() + 1);
    return text.substring(0, at)
        + ALPHABET.charAt(random.nextInt(ALPHABET.length()))
        + text.substring(Math.min(text.length(), at + random.nextInt(2)));
  }

  private String anyPiece() {
    return PIECES.get(random.nextInt(PIECES.size()));
  }
}
