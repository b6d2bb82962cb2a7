// SPDX-License-Identifier: Apache-2.0
package io.portcullis.cli.policy.diff;

import io.portcullis.policy.Policies;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** The rules and sections of a policy, in a form in which equal contents are equal texts. */
final class PolicyContent {
  /** The keys that change no decision. */
  private static final String METADATA = "metadata";

  /**
   * One rule, or one entry of a section.
   *
   * @param kind {@code rule} or {@code section}
   * @param name the name of the rule, or the keys that lead to the entry
   * @param document the document; empty for a single file
   */
  record ElementKey(String kind, String name, String document) {}

  /**
   * Where an element is written, and its content.
   *
   * @param place the document and the line
   * @param keys the keys of a rule with their contents; for an entry one content without a key
   */
  record Element(String place, Map<String, String> keys) {}

  private final Map<ElementKey, Element> elements = new LinkedHashMap<>();

  private PolicyContent() {}

  /**
   * Reads documents that were loaded before.
   *
   * @throws IOException if a document cannot be read any more
   */
  static PolicyContent of(Path path, Policies policies) throws IOException {
    PolicyContent content = new PolicyContent();
    for (String name : policies.names()) {
      Path file = policies.cascade() ? path.resolve(name) : path;
      String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
      Node root =
          new Compose(LoadSettings.builder().build())
              .composeString(text)
              .orElseThrow(() -> new IOException(file + ": it changed meanwhile"));
      new Document(content.elements, policies.cascade() ? name : "", name).read(root);
    }
    return content;
  }

  Map<ElementKey, Element> elements() {
    return elements;
  }

  /** Reads one document, which the loader has accepted: its size and its aliases are bounded. */
  private record Document(Map<ElementKey, Element> elements, String document, String name) {

    void read(Node root) {
      Map<String, NodeTuple> top = members(root);
      NodeTuple spec = top.remove("spec");
      top.remove(METADATA);
      sections(top);
      if (spec != null) {
        sections(members(spec.getValueNode()));
      }
    }

    private void sections(Map<String, NodeTuple> sections) {
      sections.forEach(
          (section, member) -> {
            if (section.equals("rules") && member.getValueNode() instanceof SequenceNode rules) {
              rules.getValue().forEach(this::rule);
            } else if (member.getValueNode() instanceof MappingNode entries) {
              members(entries).forEach((key, entry) -> entry(section + "." + key, entry));
            } else {
              entry(section, member);
            }
          });
    }

    private void entry(String path, NodeTuple member) {
      elements.put(
          new ElementKey("section", path, document),
          new Element(place(member.getKeyNode()), Map.of("", text(member.getValueNode()))));
    }

    private void rule(Node rule) {
      Map<String, String> keys = new TreeMap<>();
      members(rule).forEach((key, member) -> keys.put(key, text(member.getValueNode())));
      String quoted = keys.getOrDefault("name", "");
      NodeTuple named = members(rule).get("name");
      String ruleName =
          named != null && named.getValueNode() instanceof ScalarNode scalar
              ? scalar.getValue()
              : quoted;
      keys.put("document", document); // a rule may move to a document with another scope
      elements.put(new ElementKey("rule", ruleName, ""), new Element(place(rule), keys));
    }

    private String place(Node node) {
      return name + ":" + (node.getStartMark().map(Mark::getLine).orElse(0) + 1);
    }
  }

  private static Map<String, NodeTuple> members(Node node) {
    Map<String, NodeTuple> members = new TreeMap<>();
    if (node instanceof MappingNode mapping) {
      for (NodeTuple member : mapping.getValue()) {
        if (member.getKeyNode() instanceof ScalarNode key) {
          members.put(key.getValue(), member);
        }
      }
    }
    return members;
  }

  /** Returns the content without its layout; the order of keys has no meaning. */
  private static String text(Node node) {
    StringBuilder text = new StringBuilder();
    write(node, text);
    return text.toString();
  }

  private static void write(Node node, StringBuilder text) {
    if (node instanceof ScalarNode scalar) {
      String value = scalar.getValue();
      text.append(scalar.getTag()).append(value.length()).append(':').append(value);
    } else if (node instanceof SequenceNode sequence) {
      text.append('[');
      sequence.getValue().forEach(each -> write(each, text));
      text.append(']');
    } else {
      text.append('{');
      members(node)
          .forEach(
              (key, member) -> {
                text.append(key.length()).append(':').append(key);
                write(member.getValueNode(), text);
              });
      text.append('}');
    }
  }
}
