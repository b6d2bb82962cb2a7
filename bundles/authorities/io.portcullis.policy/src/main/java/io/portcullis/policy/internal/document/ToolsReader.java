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
      String name = entry.key().text();
      if (name.isBlank()) {
        reading
            .problems()
            .add(
                entry.key().place(),
                tools.path(name),
                "the name of a tool is blank; write a name, or \"*\" for all other tools");
        continue;
      }
      DocumentSection section =
          DocumentSection.of(tools.path(name), entry.value(), reading.problems());
      if (section != null) {
        ToolRule rule = rule(name, entry.key().place(), section);
        exact.put(name, rule);
      }
    }
    ToolRule any = exact.remove(ToolTable.ANY);
    return new ToolTable(exact, any);
  }

  private ToolRule rule(String name, SourceLocation place, DocumentSection section) {
    Scalar allowed = section.scalar("allow", Kind.BOOLEAN);
    // A rule that does not allow explicitly denies.
    boolean allow = allowed != null && allowed.text().equalsIgnoreCase("true");
    Long limit = section.integer("limit_per_hour", 0, MAX_LIMIT);
    Scalar condition = section.text("requires_approval_if");
    Scalar description = section.text("description");
    section.end();
    Expression expression = null;
    if (condition != null) {
      expression = ExpressionParser.parse(condition.text(), name);
      explain(expression, condition, section.path("requires_approval_if"), allow);
    }
    warn(name, place, section, allow, limit != null);
    return new ToolRule(
        allow,
        limit == null ? ToolRule.UNLIMITED : limit,
        expression,
        description == null ? "" : description.text(),
        DenialReasons.permit("tools." + name, reading.name()));
  }

  private void explain(Expression expression, Scalar condition, String path, boolean allow) {
    expression.errors().forEach(error -> reading.problems().add(condition.place(), path, error));
    expression.remarks().forEach(remark -> reading.warnings().add(condition.place(), path, remark));
    if (!allow) {
      reading
          .warnings()
          .add(
              condition.place(),
              path,
              "the tool is denied, so no approval is ever requested; set allow: true or remove the"
                  + " condition");
    }
  }

  private void warn(
      String name, SourceLocation place, DocumentSection section, boolean allow, boolean limited) {
    if (limited && !allow) {
      reading
          .warnings()
          .add(
              place,
              section.path("limit_per_hour"),
              "the tool is denied, so its limit is never reached; set allow: true or remove the"
                  + " limit");
    }
    boolean any = name.equals(ToolTable.ANY);
    if (!any && name.indexOf('*') >= 0) {
      reading.warnings().add(place, section.path(""), ToolTable.noPattern(name));
    }
    if (scope.kind() == Scope.Kind.TOOL && reading.cascade() && !any && !name.equals(scope.id())) {
      reading
          .warnings()
          .add(
              place,
              section.path(""),
              "the document applies only to the tool '"
                  + scope.id()
                  + "', so this entry has no effect");
    }
    if (capabilities != null && allow && !any) {
      if (capabilities.denies(Capability.MCP_TOOL, name)
          || capabilities.omits(Capability.MCP_TOOL, name)) {
        reading
            .warnings()
            .add(
                place,
                section.path("allow"),
                "the capabilities do not allow mcp_tool:"
                    + name
                    + ", so the entry can never allow it");
      }
    }
  }
}
