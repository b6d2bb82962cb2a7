// SPDX-License-Identifier: Apache-2.0
package io.portcullis.cli.policy.cases;

import io.portcullis.cli.argument.CliUsageException;
import io.portcullis.cli.argument.InstantArgument;
import io.portcullis.cli.policy.BatchCall;
import io.portcullis.cli.policy.BatchLineReader;
import io.portcullis.cli.policy.cases.Expectation.Outcome;
import io.portcullis.support.text.Spelling;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** Reads files of cases. */
final class CaseFileReader {
  private static final int MAX_BYTES = 16 << 20;
  private static final Set<String> TOP = Set.of("policy", "cases");
  private static final Set<String> CASE =
      Set.of("name", "call", "before", "at", "expect", "rule", "redacts");
  private static final List<String> OUTCOMES =
      Arrays.stream(Outcome.values()).map(Outcome::word).toList();

  private final Path file;
  private final @Nullable Path policy;

  /**
   * Creates a reader of one file.
   *
   * @param policy the documents to use instead of those that the file names; null for those
   */
  CaseFileReader(Path file, @Nullable Path policy) {
    this.file = file;
    this.policy = policy;
  }

  /**
   * Reads the file.
   *
   * @throws CaseFileException with the first problem
   */
  CaseFile read() throws CaseFileException, IOException {
    CaseNode root = root();
    Map<String, CaseNode> top = root.members(TOP);
    Path documents = policy;
    if (documents == null) {
      documents = path(CaseNode.required(top, "policy", root));
    }
    List<PolicyCase> cases = new ArrayList<>();
    for (CaseNode item : CaseNode.required(top, "cases", root).items()) {
      cases.add(policyCase(item));
    }
    if (cases.isEmpty()) {
      throw root.problem("the file has no case");
    }
    return new CaseFile(documents, cases);
  }

  private CaseNode root() throws CaseFileException, IOException {
    byte[] bytes;
    try (InputStream in = Files.newInputStream(file)) {
      bytes = in.readNBytes(MAX_BYTES + 1);
    }
    if (bytes.length > MAX_BYTES) {
      throw new CaseFileException("1:1: the file is larger than 16 MiB");
    }
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      LoadSettings settings = LoadSettings.builder().setCodePointLimit(MAX_BYTES).build();
      return new Compose(settings)
          .composeString(text)
          .map(CaseNode::new)
          .orElseThrow(() -> new CaseFileException("1:1: the file is empty"));
    } catch (CharacterCodingException e) {
      throw new CaseFileException("1:1: the file is not UTF-8");
    } catch (YamlEngineException e) {
      throw new CaseFileException("1:1: not valid YAML: " + e.getMessage());
    }
  }

  private Path path(CaseNode name) throws CaseFileException {
    try {
      return file.toAbsolutePath().resolveSibling(name.text());
    } catch (InvalidPathException e) {
      throw name.problem("not a path: " + e.getReason());
    }
  }

  private static PolicyCase policyCase(CaseNode node) throws CaseFileException {
    Map<String, CaseNode> members = node.members(CASE);
    CaseNode at = members.get("at");
    Instant now = at == null ? null : instant(at);
    List<BatchCall> before = new ArrayList<>();
    CaseNode earlier = members.get("before");
    if (earlier != null) {
      for (CaseNode call : earlier.items()) {
        before.add(call(call, now));
      }
    }
    CaseNode rule = members.get("rule");
    CaseNode redacts = members.get("redacts");
    return new PolicyCase(
        CaseNode.required(members, "name", node).text(),
        node.line(),
        before,
        call(CaseNode.required(members, "call", node), now),
        new Expectation(
            outcome(CaseNode.required(members, "expect", node)),
            rule == null ? null : rule.text(),
            redacts == null ? null : redacts.texts()));
  }

  private static Outcome outcome(CaseNode node) throws CaseFileException {
    String word = node.text();
    for (Outcome outcome : Outcome.values()) {
      if (outcome.word().equals(word)) {
        return outcome;
      }
    }
    throw node.problem(
        "expect must be one of " + String.join(", ", OUTCOMES) + Spelling.hint(word, OUTCOMES));
  }

  private static Instant instant(CaseNode node) throws CaseFileException {
    try {
      return InstantArgument.parse(node.text());
    } catch (CliUsageException e) {
      throw node.problem("'at' is not an instant such as 2026-01-31T12:00:00Z");
    }
  }

  /** A call has the members of a line of {@code check --batch}. */
  private static BatchCall call(CaseNode node, @Nullable Instant at) throws CaseFileException {
    try {
      BatchCall call = BatchLineReader.read(node.json());
      return call.now() == null ? new BatchCall(call.call(), at) : call;
    } catch (CliUsageException e) {
      throw node.problem("the call is not valid: " + e.getMessage());
    }
  }
}
