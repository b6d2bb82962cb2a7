// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.document;

import io.portcullis.policy.internal.document.upstream.BudgetReader;
import io.portcullis.policy.internal.document.upstream.SystemSectionsReader;
import io.portcullis.policy.internal.rules.ApprovalSettings;
import io.portcullis.policy.internal.rules.BudgetLimits;
import io.portcullis.policy.internal.rules.DenialReasons;
import io.portcullis.policy.internal.rules.PolicyDocument;
import io.portcullis.policy.internal.rules.PolicyDocument.Origin;
import io.portcullis.policy.internal.rules.PolicyDocument.Sections;
import io.portcullis.policy.internal.rules.Scope;
import io.portcullis.policy.internal.rules.ToolTable;
import io.portcullis.policy.internal.ruleset.Ruleset;
import io.portcullis.policy.internal.ruleset.reader.ExpressionCache;
import io.portcullis.policy.internal.ruleset.reader.RulesReader;
import io.portcullis.policy.internal.yaml.DocumentSection;
import io.portcullis.policy.internal.yaml.ParseContext;
import io.portcullis.policy.internal.yaml.ProblemCollector;
import io.portcullis.policy.internal.yaml.SourceLocation;
import io.portcullis.policy.internal.yaml.YamlNode;
import io.portcullis.policy.internal.yaml.YamlNode.Entry;
import io.portcullis.policy.internal.yaml.YamlNode.Scalar;
import io.portcullis.policy.internal.yaml.YamlReader;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Reads one document, with or without an envelope. Thread-safe. */
public final class DocumentReader {

  private static final long MAX_SECONDS = 0xFFFF_FFFFL;

  private static final String NOT_UPSTREAM =
      "' is not part of a document in an upstream form; write apiVersion: portcullis/v1, kind:"
          + " Policy and all sections under 'spec'";
  private static final String SINGLE_DOCUMENT =
      "the scope has no effect: a single document applies to every call; move it into a folder of"
          + " documents";

  private final ParseContext reading;
  private final ProblemCollector problems;
  private final ExpressionCache.Load expressions;

  private DocumentReader(ParseContext reading, ExpressionCache.Load expressions) {
    this.reading = reading;
    this.problems = reading.problems();
    this.expressions = expressions;
  }

  /**
   * Reads a document.
   *
   * @param name the name of the document in decisions
   * @param cascade whether the document is one of a folder
   * @param expressions the expressions of this load
   * @return null if any problem was added
   */
  public static @Nullable PolicyDocument read(
      String name,
      byte[] utf8,
      boolean cascade,
      ExpressionCache.Load expressions,
      ProblemCollector problems,
      ProblemCollector warnings) {
    YamlNode root = YamlReader.read(utf8, problems);
    DocumentSection top = root == null ? null : DocumentSection.of("", root, problems);
    if (top == null) {
      return null;
    }
    boolean upstream = !EnvelopeReader.isPortcullis(top);
    ParseContext reading = new ParseContext(name, cascade, upstream, problems, warnings);
    PolicyDocument document = new DocumentReader(reading, expressions).document(top);
    return problems.isEmpty() ? document : null;
  }

  private PolicyDocument document(DocumentSection top) {
    return body(new EnvelopeReader(reading).read(top));
  }

  private PolicyDocument body(DocumentSection body) {
    boolean upstream = reading.upstream();
    BudgetLimits budget = new BudgetReader(reading).read(body);
    refuseUnenforceable(body);
    body.informational("version");
    Scope scope = scope(body);
    ApprovalSettings approval = approval(body);
    SectionsReader reader = new SectionsReader(reading);
    Sections sections = reader.read(body);
    DocumentSection toolSection = body.section("tools");
    ToolTable tools =
        toolSection == null
            ? ToolTable.EMPTY
            : new ToolsReader(reading, scope, sections.capabilities()).read(toolSection);
    RulesReader rules = new RulesReader(reading, expressions, approval.timeout());
    Ruleset ruleset = upstream ? Ruleset.UPSTREAM : rules.read(body);
    body.end();
    SourceLocation place = toolSection == null ? body.place() : toolSection.place();
    return new PolicyDocument(
        reading.name(),
        scope,
        sections,
        tools,
        ruleset,
        rules.effects(),
        budget == null ? null : budget.budget(),
        approval,
        new DenialReasons(reading.name()),
        new Origin(problems.file(), place, upstream));
  }

  private void refuseUnenforceable(DocumentSection body) {
    new SystemSectionsReader(reading).read(body);
    if (reading.upstream()) {
      for (String key : List.of("rules", "variables", "default", "counters", "labels")) {
        refuse(body, key, "'" + key + NOT_UPSTREAM);
      }
    }
    refuse(
        body,
        "enforcement_mode",
        "'enforcement_mode' is not part of a policy document; remove it and set 'mode' in"
            + " io.portcullis.mode");
  }

  private void refuse(DocumentSection body, String key, String message) {
    Entry entry = body.refused(key);
    if (entry != null) {
      body.problem(entry.key().place(), key, message);
    }
  }

  private ApprovalSettings approval(DocumentSection body) {
    Long seconds = body.integer("approval_timeout_secs", 1, MAX_SECONDS);
    DocumentSection section = body.section("approval");
    Long ours = null;
    String role = "";
    if (section != null) {
      ours = section.integer("timeout_seconds", 1, MAX_SECONDS);
      Scalar text = section.text("escalation_role");
      role = text == null ? "" : text.text();
      section.end();
    }
    if (seconds == null && ours == null) {
      return new ApprovalSettings(ApprovalSettings.DEFAULT_TIMEOUT, role);
    }
    long least =
        Math.min(seconds == null ? Long.MAX_VALUE : seconds, ours == null ? Long.MAX_VALUE : ours);
    return new ApprovalSettings(Duration.ofSeconds(least), role);
  }

  private Scope scope(DocumentSection body) {
    Scalar text = body.text("scope");
    if (text == null || text.text().equals("global")) {
      return Scope.GLOBAL;
    }
    Scope scope = parseScope(text.text());
    if (scope == null) {
      body.problem(
          text.place(), "scope", "scope must be global, org:ID, team:ID, agent:UUID or tool:NAME");
      return Scope.GLOBAL;
    }
    if (!reading.cascade()) {
      reading.warn(text.place(), body.path("scope"), SINGLE_DOCUMENT);
    }
    return scope;
  }

  private static @Nullable Scope parseScope(String text) {
    int colon = text.indexOf(':');
    String id = colon < 0 ? "" : text.substring(colon + 1);
    if (id.isBlank()) {
      return null;
    }
    return switch (text.substring(0, colon)) {
      case "org" -> new Scope(Scope.Kind.ORG, id);
      case "team" -> new Scope(Scope.Kind.TEAM, id);
      case "tool" -> new Scope(Scope.Kind.TOOL, id);
      case "agent" ->
          id.matches("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
              ? new Scope(Scope.Kind.AGENT, UUID.fromString(id).toString())
              : null;
      default -> null;
    };
  }
}
