// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.ruleset.reader;

import io.portcullis.policy.internal.cel.CompiledExpression;
import io.portcullis.policy.internal.cel.compile.Declarations;
import io.portcullis.policy.internal.cel.compile.ResultType;
import io.portcullis.policy.internal.history.HistorySpec;
import io.portcullis.policy.internal.history.table.CounterWindow;
import io.portcullis.policy.internal.ruleset.RuleCondition;
import io.portcullis.policy.internal.ruleset.RuleSelector;
import io.portcullis.policy.internal.ruleset.effect.CounterDefinition;
import io.portcullis.policy.internal.ruleset.effect.CounterText;
import io.portcullis.policy.internal.ruleset.effect.DefinitionDigest;
import io.portcullis.policy.internal.ruleset.effect.EffectDefinitions;
import io.portcullis.policy.internal.ruleset.effect.LabelDefinition;
import io.portcullis.policy.internal.ruleset.effect.SubjectPart;
import io.portcullis.policy.internal.yaml.DocumentSection;
import io.portcullis.policy.internal.yaml.NearestName;
import io.portcullis.policy.internal.yaml.ParseContext;
import io.portcullis.policy.internal.yaml.YamlNode;
import io.portcullis.policy.internal.yaml.YamlNode.Entry;
import io.portcullis.policy.internal.yaml.YamlNode.Mapping;
import io.portcullis.policy.internal.yaml.YamlNode.Scalar;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads {@code counters} and {@code labels} of a document. */
final class EffectsReader {
  private static final int MAX_DEFINITIONS = 1_000;
  private static final String NAME = "[A-Za-z_][A-Za-z0-9_]{0,99}";
  private static final Pattern LABEL = Pattern.compile("[A-Za-z0-9_.:/-]{1,100}");
  private static final Map<String, SubjectPart> SUBJECT_PARTS = subjectParts();

  private final ParseContext reading;
  private final ConditionCompiler compiler;
  private final Map<String, CompiledExpression> variables;
  private final Declarations declarations;

  EffectsReader(
      ParseContext reading,
      ConditionCompiler compiler,
      Map<String, CompiledExpression> variables,
      Declarations declarations) {
    this.reading = reading;
    this.compiler = compiler;
    this.variables = variables;
    this.declarations = declarations;
  }

  private static Map<String, SubjectPart> subjectParts() {
    Map<String, SubjectPart> parts = new LinkedHashMap<>();
    for (SubjectPart part : SubjectPart.values()) {
      parts.put(part.word(), part);
    }
    return parts;
  }

  /** Returns the names of the counters, which conditions may read. */
  static Set<String> names(DocumentSection body) {
    Set<String> names = new LinkedHashSet<>();
    if (body.peek("counters") instanceof Mapping counters) {
      counters.entries().forEach(entry -> names.add(entry.key().text()));
    }
    return names;
  }

  EffectDefinitions read(DocumentSection body) {
    List<CounterDefinition> counters = new ArrayList<>();
    DocumentSection section = body.section("counters");
    if (section != null) {
      for (Entry entry : section.all()) {
        counter(section, entry, counters);
      }
    }
    List<LabelDefinition> labels = labels(body);
    if (counters.size() + labels.size() > MAX_DEFINITIONS) {
      String message = "more than " + MAX_DEFINITIONS + " counters and labels";
      body.problem(body.place(), "counters", message);
    }
    return new EffectDefinitions(counters, labels);
  }

  private void counter(DocumentSection parent, Entry entry, List<CounterDefinition> counters) {
    Scalar name = entry.key();
    if (!name.text().matches(NAME)) {
      parent.problem(
          name.place(),
          name.text(),
          "a counter's name must consist of letters, digits and _, and begin with no digit");
    }
    String path = parent.path(name.text());
    DocumentSection section = DocumentSection.of(path, entry.value(), reading.problems());
    CounterDefinition counter = section == null ? null : counter(name, section);
    if (counter != null) {
      counters.add(counter);
    }
  }

  private @Nullable CounterDefinition counter(Scalar name, DocumentSection section) {
    int before = reading.problems().size();
    SelectorReader selectors = new SelectorReader(reading, section);
    RuleCondition when = expression(section, "when", ResultType.BOOL);
    RuleCondition sum = expression(section, "sum", ResultType.NUMBER);
    List<SubjectPart> by = by(section);
    CounterWindow window = window(section, true);
    boolean incomplete = allowIncomplete(section);
    RuleSelector selector = selectors.readForCounter(sum == null ? when : sum, name.place());
    section.end();
    if (window == null || reading.problems().size() > before) {
      return null;
    }
    HistorySpec.Kind kind = sum == null ? HistorySpec.Kind.COUNT : HistorySpec.Kind.SUM;
    String id = digest(selector, when, sum, by, window);
    HistorySpec spec = new HistorySpec(id, name.text(), window, kind, incomplete);
    return new CounterDefinition(spec, selector, when, sum, by);
  }

  private static String digest(
      RuleSelector selector,
      @Nullable RuleCondition when,
      @Nullable RuleCondition sum,
      List<SubjectPart> by,
      CounterWindow window) {
    String calls = CounterText.digest(selector);
    return DefinitionDigest.of(
        "counter", calls, text(when), text(sum), by.toString(), window.text());
  }

  private List<LabelDefinition> labels(DocumentSection body) {
    List<LabelDefinition> labels = new ArrayList<>();
    List<YamlNode> items = body.items("labels");
    for (int i = 0; i < items.size(); i++) {
      String path = body.path("labels[" + i + "]");
      DocumentSection section = DocumentSection.of(path, items.get(i), reading.problems());
      LabelDefinition label = section == null ? null : label(section);
      if (label != null) {
        labels.add(label);
      }
    }
    return labels;
  }

  private @Nullable LabelDefinition label(DocumentSection section) {
    int before = reading.problems().size();
    Scalar add = labelName(section);
    SelectorReader selectors = new SelectorReader(reading, section);
    RuleCondition when = expression(section, "when", ResultType.BOOL);
    boolean completed = word(section, "after", List.of("completed")) != null;
    boolean onAgent = "agent".equals(word(section, "by", List.of("agent", "operation")));
    CounterWindow window = section.has("window") ? window(section, false) : null;
    boolean incomplete = allowIncomplete(section);
    RuleSelector selector = selectors.read(when, section.place());
    section.end();
    if (add == null || reading.problems().size() > before) {
      return null;
    }
    String id = digest(add.text(), selector, when, completed + "," + onAgent, window);
    HistorySpec spec = new HistorySpec(id, add.text(), window, HistorySpec.Kind.LABEL, incomplete);
    return new LabelDefinition(spec, selector, when, onAgent, completed);
  }

  private static @Nullable Scalar labelName(DocumentSection section) {
    Scalar name = section.required("add", "write the name of the label");
    if (name != null && !LABEL.matcher(name.text()).matches()) {
      section.problem(
          name.place(),
          "add",
          "a label consists of at most 100 letters, digits and the characters _ . : / -");
    }
    return name;
  }

  private static String digest(
      String label,
      RuleSelector selector,
      @Nullable RuleCondition when,
      String terms,
      @Nullable CounterWindow window) {
    String calls = CounterText.digest(selector);
    String length = window == null ? "" : window.text();
    return DefinitionDigest.of("label", label, calls, text(when), terms, length);
  }

  private @Nullable RuleCondition expression(DocumentSection section, String key, ResultType type) {
    Scalar text = section.text(key);
    CompiledExpression compiled =
        text == null ? null : compiler.compile(text, section.path(key), type, declarations);
    if (text == null || compiled == null) {
      return null;
    }
    RuleCondition condition = RuleCondition.of(compiled, variables, text);
    if (!condition.references().counters().isEmpty()
        || condition.references().names().contains("labels")) {
      section.problem(
          text.place(),
          key,
          "counters and labels cannot depend on counters or labels; move the condition to a rule");
    }
    return condition;
  }

  private static List<SubjectPart> by(DocumentSection section) {
    Set<SubjectPart> parts = EnumSet.noneOf(SubjectPart.class); // their order has no meaning
    List<Scalar> texts = section.texts("by");
    for (Scalar text : texts == null ? List.<Scalar>of() : texts) {
      SubjectPart part = SUBJECT_PARTS.get(text.text());
      if (part == null) {
        Set<String> known = SUBJECT_PARTS.keySet();
        String choices = String.join(", ", known);
        String message = NearestName.unknown("property", text.text(), choices, known);
        section.problem(text.place(), "by", message);
      } else {
        parts.add(part);
      }
    }
    return List.copyOf(parts);
  }

  private static @Nullable CounterWindow window(DocumentSection section, boolean required) {
    Scalar text =
        required
            ? section.required("window", "write how long a call counts, such as 24h")
            : section.text("window");
    if (text == null) {
      return null;
    }
    CounterWindow window = CounterText.window(text.text());
    if (window != null) {
      return window;
    }
    section.problem(
        text.place(),
        "window",
        "'" + section.path("window") + "' must be a duration such as 30m, 24h or 7d, up to 3660d");
    return null;
  }

  private boolean allowIncomplete(DocumentSection section) {
    Scalar word = section.scalar("allowIncompleteHistory", YamlNode.Kind.BOOLEAN);
    boolean allowed = word != null && word.text().equalsIgnoreCase("true");
    if (word != null && allowed) {
      reading.warn(
          word.place(),
          section.path("allowIncompleteHistory"),
          "weakens: calls whose records are missing do not count");
    }
    return allowed;
  }

  private static @Nullable String word(DocumentSection section, String key, List<String> words) {
    Scalar text = section.text(key);
    if (text == null) {
      return null;
    }
    if (!words.contains(text.text())) {
      String message = "'" + section.path(key) + "' must be " + String.join(" or ", words);
      section.problem(text.place(), key, message);
    }
    return text.text();
  }

  /** Returns an expression and the variables that it needs, which belong to its identity. */
  private static String text(@Nullable RuleCondition condition) {
    if (condition == null) {
      return "";
    }
    Map<String, String> sources = new TreeMap<>();
    for (String name : condition.references().variables()) {
      CompiledExpression variable = condition.variables().get(name);
      sources.put(name, variable == null ? "" : variable.source());
    }
    return condition.expression().source() + "\n" + sources;
  }
}
