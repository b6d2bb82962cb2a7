// SPDX-License-Identifier: Apache-2.0
package io.portcullis.cli.policy.suggest;

import io.portcullis.cli.journal.replay.PolicyReplay;
import io.portcullis.cli.journal.replay.PolicyReplay.PolicyAnswer;
import io.portcullis.cli.journal.replay.RecordedCall;
import io.portcullis.journal.format.JournalRecord;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Groups the calls of a journal. Names come from agents, so the number of groups is bounded. */
final class JournalCalls {
  private static final int MAX_GROUPS = 1_000;

  private final boolean includeDenied;
  private final Map<CallGroup, SeenCalls> groups = new LinkedHashMap<>();
  private final Set<CallGroup> failed = new HashSet<>();
  private long last;
  private long left;
  private long notAllowed;

  JournalCalls(boolean includeDenied) {
    this.includeDenied = includeDenied;
  }

  /** Adds a record of the first reading. */
  void add(JournalRecord record) {
    last = Math.max(last, record.seq());
    if (!isWanted(record)) {
      return;
    }
    Optional<RecordedCall> call = RecordedCall.of(record);
    CallGroup group = call.map(CallGroup::of).orElse(null);
    boolean room = group != null && (groups.containsKey(group) || groups.size() < MAX_GROUPS);
    if (call.isEmpty() || group == null || !room) {
      left++;
      return;
    }
    groups
        .computeIfAbsent(group, each -> new SeenCalls())
        .add(call.get(), isApproved(record), !record.text("verdict").equals("allow"));
  }

  private boolean isWanted(JournalRecord record) {
    if (!record.kind().equals("decided")) {
      return false;
    }
    boolean allowed = record.text("verdict").equals("allow");
    // A person's or an operator's no is no answer of a policy.
    boolean byPolicy =
        record.text("basis").equals("authority") || record.text("basis").equals("fault");
    return allowed || (includeDenied && byPolicy);
  }

  private static boolean isApproved(JournalRecord record) {
    return record.text("basis").equals("approval") && !record.text("approvedBy").isEmpty();
  }

  /** Checks a record of another reading by the suggested policy. */
  void check(JournalRecord record, PolicyReplay replay) {
    Optional<RecordedCall> call =
        record.seq() <= last && isWanted(record) ? RecordedCall.of(record) : Optional.empty();
    if (call.isPresent()) {
      CallGroup group = CallGroup.of(call.get());
      SeenCalls seen = groups.get(group);
      PolicyAnswer answer = replay.decide(record).answer();
      if (seen != null && answer != (seen.asks() ? PolicyAnswer.ASK : PolicyAnswer.ALLOW)) {
        failed.add(group.anyServer());
        notAllowed++;
      }
    }
    replay.follow(record);
  }

  /** Removes the fences that recorded calls do not pass; returns whether there are any. */
  boolean openFailedFences() {
    boolean any = false;
    for (Map.Entry<CallGroup, SeenCalls> entry : groups.entrySet()) {
      if (failed.contains(entry.getKey().anyServer()) && entry.getValue().isFenced()) {
        entry.getValue().openFences();
        any = true;
      }
    }
    failed.clear();
    notAllowed = any ? 0 : notAllowed;
    return any;
  }

  Map<CallGroup, SeenCalls> groups() {
    return groups;
  }

  long calls() {
    return groups.values().stream().mapToLong(SeenCalls::calls).sum();
  }

  /** Returns the number of calls that the policy does not cover. */
  long left() {
    return left + notAllowed;
  }
}
