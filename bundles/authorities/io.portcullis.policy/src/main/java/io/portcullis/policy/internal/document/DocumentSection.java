// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.document;

import io.portcullis.policy.internal.yaml.ProblemCollector;
import io.portcullis.policy.internal.yaml.SourceLocation;
import io.portcullis.policy.internal.yaml.YamlNode;
import io.portcullis.policy.internal.yaml.YamlNode.Entry;
import io.portcullis.policy.internal.yaml.YamlNode.Kind;
import io.portcullis.policy.internal.yaml.YamlNode.Mapping;
import io.portcullis.policy.internal.yaml.YamlNode.Scalar;
import io.portcullis.policy.internal.yaml.YamlNode.Sequence;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A map of the document, read key by key; what nobody asked for is an unknown key. */
final class DocumentSection {

  private final String path;
  private final Mapping mapping;
  private final ProblemCollector problems;
  private final Map<String, Entry> unread = new LinkedHashMap<>();

  private DocumentSection(String path, Mapping mapping, ProblemCollector problems) {
    this.path = path;
    this.mapping = mapping;
    this.problems = problems;
    mapping.entries().forEach(entry -> unread.put(entry.key().text(), entry));
  }

  /** The section at a node; null, with the problem added, if it is no map. */
  static @Nullable DocumentSection of(String path, YamlNode node, ProblemCollector problems) {
    if (node instanceof Mapping mapping) {
      return new DocumentSection(path, mapping, problems);
    }
    String what = path.isEmpty() ? "document" : "'" + path + "'";
    problems.add(node.place(), path, what + " must be a map, but is " + node.kindName());
    return null;
  }

  SourceLocation place() {
    return mapping.place();
  }

  String path(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  boolean has(String key) {
    return unread.containsKey(key);
  }

  /** Every entry, all of them read by that. */
  List<Entry> all() {
    unread.clear();
    return mapping.entries();
  }

  @Nullable Entry entry(String key) {
    return unread.remove(key);
  }

  @Nullable YamlNode node(String key) {
    Entry entry = entry(key);
    return entry == null ? null : entry.value();
  }

  @Nullable DocumentSection section(String key) {
    YamlNode node = node(key);
    return node == null ? null : of(path(key), node, problems);
  }

  @Nullable Scalar text(String key) {
    return scalar(key, Kind.TEXT);
  }

  @Nullable Scalar scalar(String key, Kind kind) {
    YamlNode node = node(key);
    if (node == null) {
      return null;
    }
    if (node instanceof Scalar scalar && scalar.kind() == kind) {
      return scalar;
    }
    problems.add(
        node.place(),
        path(key),
        "'" + path(key) + "' must be " + name(kind) + ", but is " + node.kindName());
    return null;
  }

  private static String name(Kind kind) {
    return new Scalar(SourceLocation.START, kind, "").kindName();
  }

  /** Any scalar, for what is only informational. */
  @Nullable Scalar informational(String key) {
    YamlNode node = node(key);
    if (node == null) {
      return null;
    }
    if (node instanceof Scalar scalar && scalar.kind() != Kind.NULL) {
      return scalar;
    }
    problems.add(
        node.place(), path(key), "'" + path(key) + "' must be text, but is " + node.kindName());
    return null;
  }

  /** An integer within bounds; null if absent or, with the problem added, anything else. */
  @Nullable Long integer(String key, long least, long most) {
    Scalar scalar = scalar(key, Kind.INTEGER);
    if (scalar == null) {
      return null;
    }
    String digits = scalar.text();
    if (digits.matches("[+-]?[0-9]{1,18}")) {
      long value = Long.parseLong(digits);
      if (value >= least && value <= most) {
        return value;
      }
    }
    problems.add(
        scalar.place(),
        path(key),
        "'" + path(key) + "' must be a whole number from " + least + " to " + most);
    return null;
  }

  /** A list of non-blank texts; null if absent. */
  @Nullable List<Scalar> texts(String key) {
    YamlNode node = node(key);
    if (node == null) {
      return null;
    }
    if (!(node instanceof Sequence sequence)) {
      problems.add(
          node.place(), path(key), "'" + path(key) + "' must be a list, but is " + node.kindName());
      return null;
    }
    List<Scalar> texts = new ArrayList<>();
    for (YamlNode item : sequence.items()) {
      if (!(item instanceof Scalar scalar && scalar.kind() == Kind.TEXT)) {
        problems.add(
            item.place(),
            path(key),
            "an entry of '" + path(key) + "' must be text, but is " + item.kindName());
      } else if (scalar.text().isBlank()) {
        problems.add(item.place(), path(key), "an entry of '" + path(key) + "' is blank");
      } else {
        texts.add(scalar);
      }
    }
    return texts;
  }

  /** Reports every key that was not read. */
  void end() {
    for (Entry entry : unread.values()) {
      String key = entry.key().text();
      String shown = key.length() > 100 ? key.substring(0, 100) + "..." : key;
      String where = path.isEmpty() ? "" : " in '" + path + "'";
      problems.add(entry.key().place(), path(shown), "unknown key '" + shown + "'" + where);
    }
  }
}
