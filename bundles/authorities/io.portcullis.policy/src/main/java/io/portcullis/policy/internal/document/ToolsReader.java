// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.document;

import io.portcullis.policy.internal.expression.Expression;
import io.portcullis.policy.internal.expression.ExpressionParser;
import io.portcullis.policy.internal.rules.Capabilities;
import io.portcullis.policy.internal.rules.Capability;
import io.portcullis.policy.internal.rules.DenialReasons;
import io.portcullis.policy.internal.rules.Scope;
import io.portcullis.policy.internal.rules.ToolRule;
import io.portcullis.policy.internal.rules.ToolTable;
import io.portcullis.policy.internal.yaml.DocumentSection;
import io.portcullis.policy.internal.yaml.ParseContext;
import io.portcullis.policy.internal.yaml.SourceLocation;
import io.portcullis.policy.internal.yaml.YamlNode.Entry;
import io.portcullis.policy.internal.yaml.YamlNode.Kind;
import io.portcullis.policy.internal.yaml.YamlNode.Scalar;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the section {@code tools}. */
final class ToolsReader {

  private static final long MAX_LIMIT = 2_000_000_000L;
  private static final String CONDITION = "requires_approval_if";

  private final ParseContext reading;
  private final Scope scope;
  private final @Nullable Capabilities capabilities;

  ToolsReader(ParseContext reading, Scope scope, @Nullable Capabilities capabilities) {
    this.reading = reading;
    this.scope = scope;
    this.capabilities = capabilities;
  }

  ToolTable read(DocumentSection tools) {
    Map<String, ToolRule> exact = new HashMap<>();
    for (Entry entry : tools.all()) {
      DocumentSection section = section(tools, entry);
      if (section != null) {
        String name = entry.key().text();
        exact.put(name, rule(name, entry.key().place(), section));
      }
    }
    ToolRule any = exact.remove(ToolTable.ANY);
    return new ToolTable(exact, any);
  }

  private @Nullable DocumentSection section(DocumentSection tools, Entry entry) {
    String name = entry.key().text();
    if (name.isBlank()) {
      tools.problem(
          entry.key().place(),
          name,
          "the name of a tool is blank; write a name, or \"*\" for all other tools");
      return null;
    }
    return DocumentSection.of(tools.path(name), entry.value(), reading.problems());
  }

  private ToolRule rule(String name, SourceLocation place, DocumentSection section) {
    Scalar allowed = section.scalar("allow", Kind.BOOLEAN);
    // A rule that does not allow explicitly denies.
    boolean allow = allowed != null && allowed.text().equalsIgnoreCase("true");
    Long limit = section.integer("limit_per_hour", 0, MAX_LIMIT);
    Scalar condition = section.text(CONDITION);
    Scalar description = section.text("description");
    section.end();
    Expression expression =
        condition == null ? null : expression(name, condition, section.path(CONDITION), allow);
    warn(name, place, section, allow, limit != null);
    return new ToolRule(
        allow,
        limit == null ? ToolRule.UNLIMITED : limit,
        expression,
        description == null ? "" : description.text(),
        DenialReasons.permit("tools." + name, reading.name()));
  }

  private Expression expression(String name, Scalar condition, String path, boolean allow) {
    Expression expression = ExpressionParser.parse(condition.text(), name);
    expression.errors().forEach(error -> reading.problems().add(condition.place(), path, error));
    expression.remarks().forEach(remark -> reading.warn(condition.place(), path, remark));
    if (!allow) {
      reading.warn(
          condition.place(),
          path,
          "the tool is denied, so no approval is ever requested; set allow: true or remove the"
              + " condition");
    }
    return expression;
  }

  private void warn(
      String name, SourceLocation place, DocumentSection section, boolean allow, boolean limited) {
    if (limited && !allow) {
      reading.warn(
          place,
          section.path("limit_per_hour"),
          "the tool is denied, so its limit is never reached; set allow: true or remove the"
              + " limit");
    }
    if (!name.equals(ToolTable.ANY)) {
      warnOfName(name, place, section);
      if (allow && isShadowed(name)) {
        reading.warn(
            place,
            section.path("allow"),
            "the capabilities do not allow mcp_tool:" + name + ", so the entry can never allow it");
      }
    }
  }

  private void warnOfName(String name, SourceLocation place, DocumentSection section) {
    if (name.indexOf('*') >= 0) {
      reading.warn(place, section.path(""), ToolTable.noPattern(name));
    }
    if (scope.kind() == Scope.Kind.TOOL && reading.cascade() && !name.equals(scope.id())) {
      reading.warn(
          place,
          section.path(""),
          "the document applies only to the tool '"
              + scope.id()
              + "', so this entry has no effect");
    }
  }

  private boolean isShadowed(String name) {
    return capabilities != null
        && (capabilities.denies(Capability.MCP_TOOL, name)
            || capabilities.omits(Capability.MCP_TOOL, name));
  }
}
