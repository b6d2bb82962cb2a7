// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.yaml;

import io.portcullis.policy.internal.yaml.YamlNode.Entry;
import io.portcullis.policy.internal.yaml.YamlNode.Kind;
import io.portcullis.policy.internal.yaml.YamlNode.Mapping;
import io.portcullis.policy.internal.yaml.YamlNode.Scalar;
import io.portcullis.policy.internal.yaml.YamlNode.Sequence;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;

/**
 * Builds the tree of one document from its events.
 *
 * <p>The composer of the library recurses without a bound and follows cyclic aliases. Working on
 * events limits depth and expansion before anything is built.
 */
final class TreeBuilder {

  static final int MAX_DEPTH = 64;
  static final long MAX_NODES = 1_000_000;
  private static final int SHOWN_KEY = 100;

  private final ProblemCollector problems;
  private final String document;
  private final Deque<Frame> open = new ArrayDeque<>();
  private final Map<Anchor, YamlNode> anchors = new HashMap<>();
  private final Set<Anchor> unfinished = new HashSet<>();
  private SourceLocation place = SourceLocation.START;
  private int documents;
  private @Nullable YamlNode root;

  TreeBuilder(String document, ProblemCollector problems) {
    this.document = document;
    this.problems = problems;
  }

  /** The place where the last event began. */
  SourceLocation place() {
    return place;
  }

  static SourceLocation place(Mark mark) {
    return new SourceLocation(mark.getLine() + 1, mark.getColumn() + 1);
  }

  YamlNode root() throws YamlException {
    if (root == null || (root instanceof Scalar scalar && scalar.kind() == Kind.NULL)) {
      place = SourceLocation.START;
      throw new YamlException("document is empty; write at least a section 'tools'");
    }
    return root;
  }

  void accept(Event event) throws YamlException {
    event.getStartMark().ifPresent(mark -> place = place(mark));
    switch (event.getEventId()) {
      case DocumentStart -> startDocument();
      case Scalar -> scalar((ScalarEvent) event);
      case Alias -> alias(((AliasEvent) event).getAlias());
      case MappingStart, SequenceStart -> start((CollectionStartEvent) event);
      case MappingEnd, SequenceEnd -> end();
      default -> {}
    }
  }

  private void startDocument() throws YamlException {
    if (++documents > 1) {
      throw new YamlException(
          "more than one document in a file; write each document into its own file");
    }
  }

  private void scalar(ScalarEvent event) throws YamlException {
    if (event.getValue().codePoints().anyMatch(c -> c >= 0xD800 && c <= 0xDFFF)) {
      throw new YamlException("text holds half of a surrogate pair, which is not allowed");
    }
    Optional<String> tag = event.getTag();
    Kind kind;
    if (tag.isPresent()) {
      kind = CoreSchema.tagged(tag.get(), event.getValue());
    } else if (event.getScalarStyle() == ScalarStyle.PLAIN) {
      kind = CoreSchema.plain(event.getValue());
    } else {
      kind = Kind.TEXT;
    }
    add(new Scalar(place, kind, event.getValue(), source(event)), event.getAnchor());
  }

  private @Nullable ScalarSource source(ScalarEvent event) {
    Optional<Mark> start = event.getStartMark();
    Optional<Mark> end = event.getEndMark();
    return start.isPresent() && end.isPresent()
        ? new ScalarSource(
            document, start.get().getIndex(), end.get().getIndex(), place, event.getScalarStyle())
        : null;
  }

  private void alias(Anchor name) throws YamlException {
    if (unfinished.contains(name)) {
      throw new YamlException("alias '*" + name + "' refers to a node that contains it");
    }
    YamlNode node = anchors.get(name);
    if (node == null) {
      throw new YamlException(
          "alias '*"
              + name
              + "' has no anchor before it; did you mean the text \"*"
              + name
              + "\"? A text that begins with * needs quotes");
    }
    add(node, Optional.empty());
  }

  private void start(CollectionStartEvent event) throws YamlException {
    boolean mapping = event.getEventId() == Event.ID.MappingStart;
    if (event.getTag().isPresent()) {
      CoreSchema.collection(event.getTag().get(), mapping ? "map" : "seq");
    }
    Frame parent = open.peek();
    if (parent != null && parent.mapping && parent.key == null) {
      throw new YamlException("a key must be a plain text");
    }
    if (open.size() >= MAX_DEPTH) {
      throw new YamlException("document is nested deeper than " + MAX_DEPTH + " levels");
    }
    open.push(new Frame(place, mapping, event.getAnchor()));
    event.getAnchor().ifPresent(unfinished::add);
  }

  private void end() throws YamlException {
    Frame frame = open.pop();
    frame.anchor.ifPresent(unfinished::remove);
    YamlNode node =
        frame.mapping
            ? new Mapping(frame.place, List.copyOf(frame.entries), frame.size, frame.height)
            : new Sequence(frame.place, List.copyOf(frame.items), frame.size, frame.height);
    add(node, frame.anchor);
  }

  private void add(YamlNode node, Optional<Anchor> anchor) throws YamlException {
    anchor.ifPresent(name -> anchors.put(name, node));
    Frame parent = open.peek();
    if (parent == null) {
      root = node;
      return;
    }
    grow(parent, node);
    if (parent.mapping) {
      member(parent, node);
    } else {
      parent.items.add(node);
    }
  }

  /** Aliases may make a short document a large one, so the bounds are those of the tree. */
  private void grow(Frame parent, YamlNode node) throws YamlException {
    parent.size += node.size();
    parent.height = Math.max(parent.height, node.height() + 1);
    if (parent.size > MAX_NODES) {
      throw new YamlException("aliases expand to more than " + MAX_NODES + " nodes");
    }
    if (open.size() + node.height() > MAX_DEPTH) {
      throw new YamlException("document is nested deeper than " + MAX_DEPTH + " levels");
    }
  }

  private void member(Frame parent, YamlNode node) throws YamlException {
    Scalar key = parent.key;
    if (key != null) {
      parent.key = null;
      entry(parent, key, node);
      return;
    }
    if (!(node instanceof Scalar scalar) || scalar.kind() == Kind.NULL) {
      throw new YamlException("a key must be a plain text");
    }
    // An alias used as a key has the place of its anchor, but the message must point at the use.
    parent.key = new Scalar(place, scalar.kind(), scalar.text());
  }

  private void entry(Frame parent, Scalar key, YamlNode value) {
    if (parent.keys.add(key.text())) {
      parent.entries.add(new Entry(key, value));
      return;
    }
    String shown = shown(key.text());
    problems.add(key.place(), shown, "duplicate key '" + shown + "'; remove one of them");
  }

  static String shown(String key) {
    return key.length() <= SHOWN_KEY ? key : key.substring(0, SHOWN_KEY) + "...";
  }

  private static final class Frame {
    final SourceLocation place;
    final boolean mapping;
    final Optional<Anchor> anchor;
    final List<YamlNode> items = new ArrayList<>();
    final List<Entry> entries = new ArrayList<>();
    final Set<String> keys = new HashSet<>();
    @Nullable Scalar key;
    long size = 1;
    int height = 1;

    Frame(SourceLocation place, boolean mapping, Optional<Anchor> anchor) {
      this.place = place;
      this.mapping = mapping;
      this.anchor = anchor;
    }
  }
}
