// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.ruleset.reader;

import io.portcullis.policy.internal.cel.CompiledExpression;
import io.portcullis.policy.internal.cel.compile.Declarations;
import io.portcullis.policy.internal.cel.compile.ResultType;
import io.portcullis.policy.internal.yaml.DocumentSection;
import io.portcullis.policy.internal.yaml.YamlNode.Entry;
import io.portcullis.policy.internal.yaml.YamlNode.Kind;
import io.portcullis.policy.internal.yaml.YamlNode.Scalar;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** Reads the section {@code variables}. A variable may use others, but not itself. */
final class VariablesReader {

  private static final String NAME = "[A-Za-z_][A-Za-z0-9_]{0,99}";
  private static final String EXPRESSION = "' must be an expression in quotes, but is ";

  private final ConditionCompiler compiler;
  private final Set<String> counters;
  private final Map<String, Scalar> texts = new LinkedHashMap<>();
  private final Map<String, CompiledExpression> compiled = new LinkedHashMap<>();
  private final Set<String> begun = new HashSet<>();

  /**
   * Creates a reader.
   *
   * @param counters the names of the counters that a variable may read
   */
  VariablesReader(ConditionCompiler compiler, Set<String> counters) {
    this.compiler = compiler;
    this.counters = counters;
  }

  /** Returns the expressions by name; a variable with a problem is missing. */
  Map<String, CompiledExpression> read(DocumentSection section) {
    section.all().forEach(entry -> add(section, entry));
    for (String name : texts.keySet()) {
      compile(name, section);
    }
    refuseCircles(section);
    return Map.copyOf(compiled);
  }

  private void add(DocumentSection section, Entry entry) {
    String name = entry.key().text();
    if (!name.matches(NAME)) {
      section.problem(
          entry.key().place(),
          name,
          "a variable's name must consist of letters, digits and _, and begin with no digit");
    } else if (entry.value() instanceof Scalar text && text.kind() == Kind.TEXT) {
      texts.put(name, text);
    } else {
      String found = entry.value().kindName();
      section.problem(
          entry.value().place(),
          name,
          "'" + section.path(name) + EXPRESSION + found + "; write '\"TEXT\"' for a text");
    }
  }

  /** Returns the declarations of the variables that were read. */
  Declarations declarations() {
    Map<String, String> types = new HashMap<>();
    texts.keySet().forEach(name -> types.put(name, Declarations.ANY_TYPE));
    compiled.forEach((name, expression) -> types.put(name, expression.type()));
    return new Declarations(types, counters);
  }

  /** Compiles the variables that this one mentions first, because their types are needed. */
  private void compile(String name, DocumentSection section) {
    Scalar text = texts.get(name);
    if (text == null || !begun.add(name)) {
      return;
    }
    ConditionCompiler.variables(text.text()).forEach(other -> compile(other, section));
    CompiledExpression expression =
        compiler.compile(text, section.path(name), ResultType.ANY, declarations());
    if (expression != null) {
      compiled.put(name, expression);
    }
  }

  private void refuseCircles(DocumentSection section) {
    for (Map.Entry<String, CompiledExpression> entry : Map.copyOf(compiled).entrySet()) {
      String name = entry.getKey();
      if (entry.getValue().references().withVariables(compiled).variables().contains(name)) {
        Scalar text = texts.get(name);
        if (text != null) {
          section.problem(text.place(), name, "variable '" + name + "' needs itself");
        }
      }
    }
  }
}
