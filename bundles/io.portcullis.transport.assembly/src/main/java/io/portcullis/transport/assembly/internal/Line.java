// SPDX-License-Identifier: Apache-2.0
package io.portcullis.transport.assembly.internal;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The queries of a connection that are not answered yet, in the order in which they were asked.
 * Guarded by the lock of its link.
 */
final class Line {
  private final int capacity;
  private final ArrayDeque<Turn> turns = new ArrayDeque<>();
  private int abandoned;

  Line(int capacity) {
    this.capacity = capacity;
  }

  boolean isFull() {
    return turns.size() >= capacity;
  }

  boolean isEmpty() {
    return turns.isEmpty();
  }

  int size() {
    return turns.size();
  }

  /** How many places are kept for answers that nobody waits for. */
  int abandoned() {
    return abandoned;
  }

  void add(Turn turn) {
    turns.add(turn);
  }

  /** Whose answer has come; null if nobody has asked. */
  @Nullable Turn next() {
    Turn turn = turns.poll();
    if (turn != null && turn.isAbandoned()) {
      abandoned--;
    }
    return turn;
  }

  /** Abandons whatever is due by now; the places stay. */
  List<Turn> abandonDue(long now) {
    List<Turn> due = new ArrayList<>();
    for (Turn turn : turns) {
      if (!turn.isAbandoned() && turn.due() - now <= 0) {
        turn.abandon();
        abandoned++;
        due.add(turn);
      }
    }
    return due;
  }

  /** The one whose time is up first; null if nobody waits. */
  @Nullable Turn mostUrgent() {
    Turn first = null;
    for (Turn turn : turns) {
      if (!turn.isAbandoned() && (first == null || turn.due() - first.due() < 0)) {
        first = turn;
      }
    }
    return first;
  }

  /** Everybody who is in it; it is empty afterwards. */
  List<Turn> clear() {
    List<Turn> all = List.copyOf(turns);
    turns.clear();
    abandoned = 0;
    return all;
  }
}
