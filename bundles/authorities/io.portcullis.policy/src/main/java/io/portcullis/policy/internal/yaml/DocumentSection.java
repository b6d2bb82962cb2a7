// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.yaml;

import io.portcullis.policy.internal.yaml.YamlNode.Entry;
import io.portcullis.policy.internal.yaml.YamlNode.Kind;
import io.portcullis.policy.internal.yaml.YamlNode.Mapping;
import io.portcullis.policy.internal.yaml.YamlNode.Scalar;
import io.portcullis.policy.internal.yaml.YamlNode.Sequence;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A map of a document, read key by key. Keys that no reader asked for are reported as unknown. */
public final class DocumentSection {

  private final String path;
  private final Mapping mapping;
  private final ProblemCollector problems;
  private final Map<String, Entry> unread = new LinkedHashMap<>();
  private final Set<String> known = new TreeSet<>();

  private DocumentSection(String path, Mapping mapping, ProblemCollector problems) {
    this.path = path;
    this.mapping = mapping;
    this.problems = problems;
    mapping.entries().forEach(entry -> unread.put(entry.key().text(), entry));
  }

  /** Returns the section at a node; adds a problem and returns null if the node is no map. */
  public static @Nullable DocumentSection of(
      String path, YamlNode node, ProblemCollector problems) {
    if (node instanceof Mapping mapping) {
      return new DocumentSection(path, mapping, problems);
    }
    String what = path.isEmpty() ? "document" : "'" + path + "'";
    problems.add(node.place(), path, what + " must be a map, but is " + node.kindName());
    return null;
  }

  public SourceLocation place() {
    return mapping.place();
  }

  public String path(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  /** Adds a problem with a key of this section. */
  public void problem(SourceLocation place, String key, String message) {
    problems.add(place, path(key), message);
  }

  public boolean has(String key) {
    return unread.containsKey(key);
  }

  /** Returns the value of a key that is still to be read; null if the key is absent. */
  public @Nullable YamlNode peek(String key) {
    Entry entry = unread.get(key);
    return entry == null ? null : entry.value();
  }

  /** Returns all entries, and marks all of them as read. */
  public List<Entry> all() {
    unread.clear();
    return mapping.entries();
  }

  /** Returns an entry that a document must not have, so that its reader can refuse it. */
  public @Nullable Entry refused(String key) {
    return unread.remove(key);
  }

  private @Nullable Entry entry(String key) {
    known.add(key);
    return unread.remove(key);
  }

  public @Nullable YamlNode node(String key) {
    Entry entry = entry(key);
    return entry == null ? null : entry.value();
  }

  public @Nullable DocumentSection section(String key) {
    YamlNode node = node(key);
    return node == null ? null : of(path(key), node, problems);
  }

  /** Returns the place of a key that is still to be read; that of the section if it is absent. */
  public SourceLocation placeOf(String key) {
    Entry entry = unread.get(key);
    return entry == null ? place() : entry.key().place();
  }

  /** Returns the text of a key; adds a problem and returns null if it is absent or no text. */
  public @Nullable Scalar required(String key, String hint) {
    if (!has(key)) {
      known.add(key);
      problem(place(), key, "'" + path(key) + "' is missing; " + hint);
      return null;
    }
    return text(key);
  }

  public @Nullable Scalar text(String key) {
    return scalar(key, Kind.TEXT);
  }

  public @Nullable Scalar scalar(String key, Kind kind) {
    YamlNode node = node(key);
    if (node == null) {
      return null;
    }
    if (node instanceof Scalar scalar && scalar.kind() == kind) {
      return scalar;
    }
    problem(node.place(), key, mustBe(key, name(kind), node) + hint(kind, node));
    return null;
  }

  private String mustBe(String key, String what, YamlNode found) {
    return "'" + path(key) + "' must be " + what + ", but is " + found.kindName();
  }

  private static String hint(Kind kind, YamlNode node) {
    return switch (kind) {
      case BOOLEAN -> "; write true or false, without quotes";
      case INTEGER -> "; write digits only, without quotes";
      default ->
          node instanceof Scalar scalar && scalar.kind() != Kind.NULL ? "; put it in quotes" : "";
    };
  }

  private static String name(Kind kind) {
    return new Scalar(SourceLocation.START, kind, "").kindName();
  }

  /** Returns a scalar of any kind, for keys that have no effect. */
  public @Nullable Scalar informational(String key) {
    YamlNode node = node(key);
    if (node == null) {
      return null;
    }
    if (node instanceof Scalar scalar && scalar.kind() != Kind.NULL) {
      return scalar;
    }
    problem(node.place(), key, mustBe(key, "text", node));
    return null;
  }

  /**
   * Returns an integer within bounds; null if the key is absent. Adds a problem and returns null
   * for any other value.
   */
  public @Nullable Long integer(String key, long least, long most) {
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
    problem(
        scalar.place(),
        key,
        "'" + path(key) + "' must be a whole number from " + least + " to " + most);
    return null;
  }

  /** Returns a list of non-blank texts; null if the key is absent. */
  public @Nullable List<Scalar> texts(String key) {
    YamlNode node = node(key);
    if (node == null) {
      return null;
    }
    if (!(node instanceof Sequence sequence)) {
      problem(node.place(), key, mustBe(key, "a list", node) + "; write [VALUE, ...]");
      return null;
    }
    List<Scalar> texts = new ArrayList<>();
    for (YamlNode item : sequence.items()) {
      Scalar text = entryOf(key, item);
      if (text != null) {
        texts.add(text);
      }
    }
    return texts;
  }

  /** Returns an entry of a list; adds a problem and returns null if it is no text or blank. */
  private @Nullable Scalar entryOf(String key, YamlNode item) {
    String entry = "an entry of '" + path(key) + "' ";
    if (!(item instanceof Scalar scalar && scalar.kind() == Kind.TEXT)) {
      problem(item.place(), key, entry + "must be text, but is " + item.kindName());
      return null;
    }
    if (scalar.text().isBlank()) {
      problem(item.place(), key, entry + "is blank; write a value or remove the entry");
      return null;
    }
    return scalar;
  }

  /** Returns the entries of a list of maps; adds a problem and returns none if it is no list. */
  public List<YamlNode> items(String key) {
    YamlNode node = node(key);
    if (node instanceof Sequence list) {
      return list.items();
    }
    if (node != null) {
      problem(node.place(), key, mustBe(key, "a list", node));
    }
    return List.of();
  }

  /** Reports every key that was not read. */
  public void end() {
    for (Entry entry : unread.values()) {
      String shown = shown(entry);
      problems.add(
          entry.key().place(),
          path(shown),
          "unknown key '"
              + shown
              + "'"
              + where()
              + "; known keys: "
              + String.join(", ", known)
              + NearestName.hint(shown, known));
    }
  }

  /** Warns of every key that was not read, because it has no effect. */
  public void ignoreRest(ProblemCollector warnings) {
    for (Entry entry : unread.values()) {
      String shown = shown(entry);
      warnings.add(
          entry.key().place(), path(shown), "key '" + shown + "'" + where() + " has no effect");
    }
  }

  private String where() {
    return path.isEmpty() ? "" : " in '" + path + "'";
  }

  private static String shown(Entry entry) {
    String key = entry.key().text();
    return key.length() > 100 ? key.substring(0, 100) + "..." : key;
  }
}
