// SPDX-License-Identifier: Apache-2.0
package io.portcullis.cli.policy.suggest;

import io.portcullis.cli.journal.replay.RecordedCall;
import io.portcullis.cli.policy.draft.PathNames;
import io.portcullis.cli.tool.JsonTree;
import io.portcullis.support.text.PrintableText;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;

/** What the recorded calls of a group have in common, in bounded memory. */
final class SeenCalls {
  private static final int MAX_ARGUMENTS = 20;

  private long calls;
  private long approved;
  private long denied;
  private long unknown;
  private boolean fenced = true;
  private final Map<String, SeenPaths> paths = new TreeMap<>();

  void add(RecordedCall call, boolean wasApproved, boolean wasDenied) {
    calls++;
    approved += wasApproved ? 1 : 0;
    denied += wasDenied ? 1 : 0;
    if (!call.argumentsKnown() || !read(call.request().arguments())) {
      unknown++;
    }
  }

  private boolean read(String arguments) {
    try {
      if (JsonTree.parse(arguments) instanceof Map<?, ?> members) {
        members.forEach((name, value) -> argument(String.valueOf(name), value));
        return true;
      }
      return false;
    } catch (IOException e) {
      return false;
    }
  }

  private void argument(String name, Object value) {
    boolean room = paths.containsKey(name) || paths.size() < MAX_ARGUMENTS;
    if (room && PathNames.matches(name) && PrintableText.isPrintable(name)) {
      paths.computeIfAbsent(name, each -> new SeenPaths()).add(value);
    }
  }

  /** Removes the fences, because a recorded call does not pass them. */
  void openFences() {
    fenced = false;
  }

  boolean isFenced() {
    return fenced && unknown == 0;
  }

  /** Returns the arguments whose names suggest paths. */
  Map<String, SeenPaths> paths() {
    return paths;
  }

  /** Returns whether each call waited for a person. */
  boolean asks() {
    return approved == calls;
  }

  long calls() {
    return calls;
  }

  String counts() {
    return calls
        + " calls"
        + (approved > 0 ? ", " + approved + " approved by a person" : "")
        + (denied > 0 ? ", " + denied + " denied" : "");
  }

  long unknown() {
    return unknown;
  }
}
