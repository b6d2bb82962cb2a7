// SPDX-License-Identifier: Apache-2.0
package io.portcullis.mcp.response;

import io.portcullis.mcp.governance.GovernedRequest;
import io.portcullis.mcp.jsonrpc.MalformedException;
import io.portcullis.mcp.jsonrpc.MalformedException.Reason;
import io.portcullis.mcp.jsonrpc.Member;
import io.portcullis.mcp.jsonrpc.Members;
import io.portcullis.mcp.jsonrpc.Message;
import io.portcullis.mcp.jsonrpc.MessageReader;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** One page of a list of tools, with the positions of all parts that may change. */
final class ToolList {
  /** The maximum number of tools of a page. */
  static final int MAX_TOOLS = 10_000;

  private static final String SCOPE = "cacheScope";
  private static final String TOOLS = "tools";
  private static final List<String> KEYS = List.of(TOOLS, SCOPE, "nextCursor");

  /** A tool and its position in the response. */
  private record Entry(String name, int start, int end) {}

  private final Message.Response answer;
  private final List<Entry> entries;
  private final @Nullable Member scope;

  private ToolList(Message.Response answer, List<Entry> entries, @Nullable Member scope) {
    this.answer = answer;
    this.entries = entries;
    this.scope = scope;
  }

  /**
   * Reads a page.
   *
   * @throws MalformedException if two readers could read the list differently, or it is too long
   */
  static ToolList of(Message.Response answer, MessageReader reader) throws MalformedException {
    Members result = answer.result();
    if (!result.present() || result.hasCaseVariantOf(KEYS)) {
      throw new MalformedException(Reason.SHAPE);
    }
    Member tools = result.get(TOOLS);
    List<Entry> entries = tools == null ? List.of() : entries(answer.text(), tools, reader);
    return new ToolList(answer, entries, result.get(SCOPE));
  }

  private static List<Entry> entries(String text, Member tools, MessageReader reader)
      throws MalformedException {
    List<Entry> entries = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (int[] place : reader.objectsOfArray(tools.in(text), MAX_TOOLS)) {
      int start = tools.start() + place[0];
      int end = tools.start() + place[1];
      String name = name(reader.members(text.substring(start, end)));
      if (!names.add(name)) {
        throw new MalformedException(Reason.DUPLICATE_KEY);
      }
      entries.add(new Entry(name, start, end));
    }
    return entries;
  }

  private static String name(Members tool) throws MalformedException {
    String name = tool.text("name");
    if (name == null || tool.hasCaseVariantOf(List.of("name"))) {
      throw new MalformedException(Reason.SHAPE);
    }
    return name;
  }

  /** Returns the names that a call could have, in their order; other tools are never shown. */
  List<String> callable() {
    return entries.stream().map(Entry::name).filter(GovernedRequest::isCallable).toList();
  }

  /** Returns the definitions of the callable tools: the JSON text of each by its name. */
  Map<String, String> definitions() {
    Map<String, String> definitions = new LinkedHashMap<>();
    for (Entry entry : entries) {
      if (GovernedRequest.isCallable(entry.name())) {
        definitions.put(entry.name(), answer.text().substring(entry.start(), entry.end()));
      }
    }
    return definitions;
  }

  /**
   * Returns the response with some of the tools, and every other character unchanged.
   *
   * @param shown selects the tools that stay
   * @param personal whether the list is for this client alone
   * @param modern whether the revision has a scope for caches
   */
  String text(Predicate<String> shown, boolean personal, boolean modern) {
    String text = answer.text();
    if (!personal || (scope == null && !modern)) {
      return onward(shown, 0, text.length());
    }
    Member there = scope;
    if (there == null) {
      int inside = answer.result().start() + 1;
      String member =
          "\"" + SCOPE + "\":\"private\"" + (answer.result().list().isEmpty() ? "" : ",");
      return text.substring(0, inside) + member + onward(shown, inside, text.length());
    }
    boolean already = there.kind() == Member.Kind.TEXT && there.text().equals("private");
    return onward(shown, 0, there.start())
        + (already ? there.in(text) : "\"private\"")
        + onward(shown, there.end(), text.length());
  }

  /** Copies a piece of the response without the hidden tools, if the list is in this piece. */
  private String onward(Predicate<String> shown, int from, int to) {
    String text = answer.text();
    StringBuilder piece = new StringBuilder(to - from);
    int at = from;
    boolean any = false; // whether a tool was shown
    for (int i = 0; i < entries.size(); i++) {
      Entry entry = entries.get(i);
      if (entry.start() < from || entry.end() > to) {
        continue;
      }
      if (i == 0) {
        piece.append(text, at, entry.start()); // up to the first tool, shown or not
      } else if (any && shown.test(entry.name())) {
        piece.append(text, entries.get(i - 1).end(), entry.start()); // the comma before it
      }
      if (shown.test(entry.name())) {
        piece.append(text, entry.start(), entry.end());
        any = true;
      }
      at = entry.end();
    }
    return piece.append(text, at, to).toString();
  }
}
