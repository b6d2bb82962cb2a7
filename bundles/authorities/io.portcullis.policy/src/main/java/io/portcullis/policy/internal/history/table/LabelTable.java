// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.history.table;

import io.portcullis.policy.model.CallEffects;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The labels of agents and operations. Guarded by the lock of the history. */
public final class LabelTable {
  /** One label of one subject. */
  public static final class Entry {
    private final String label;
    private final long since;
    private final String call;

    /** The calls that set it and were not denied afterwards. */
    private long marks;

    private long expiry = Long.MIN_VALUE;

    public String label() {
      return label;
    }

    /** Returns when it was set. */
    public long since() {
      return since;
    }

    /** Returns the id of the call that set it. */
    public String call() {
      return call;
    }

    private Entry(String label, long since, String call) {
      this.label = label;
      this.since = since;
      this.call = call;
    }
  }

  private static final class Holder {
    final String agent;
    final Map<String, Entry> entries = new HashMap<>();
    long unknownUntil = Long.MIN_VALUE;
    long version;

    Holder(String agent) {
      this.agent = agent;
    }

    boolean isEmpty() {
      return entries.isEmpty() && unknownUntil == Long.MIN_VALUE;
    }
  }

  private final SubjectShares shares;
  private final Map<String, Holder> holders = new HashMap<>();
  private long stamp;

  /** Creates an empty table, each labelled agent or operation of which takes one subject. */
  public LabelTable(SubjectShares shares) {
    this.shares = shares;
  }

  /** Returns whether a subject can get a label, after it got room for it if it needs some. */
  public boolean reserve(String subject, String agent, long now) {
    if (holders.containsKey(subject)) {
      return true;
    }
    if (!shares.hasRoom(agent)) {
      removeExpired(now);
    }
    if (!shares.hasRoom(agent)) {
      return false;
    }
    shares.take(agent);
    holders.put(subject, new Holder(agent));
    return true;
  }

  /** Sets a label, for which there was room when its call was decided; one more call holds it. */
  public void mark(CallEffects.Mark mark, String agent, long at, long expiry, String call) {
    Holder holder = holders.get(mark.subject());
    if (holder == null) {
      shares.take(agent);
      holder = new Holder(agent);
      holders.put(mark.subject(), holder);
    }
    Entry entry = holder.entries.computeIfAbsent(mark.label(), name -> new Entry(name, at, call));
    entry.marks++;
    entry.expiry = Math.max(entry.expiry, expiry);
    holder.version = ++stamp;
  }

  /** Withdraws what one call has set. */
  public void unmark(String subject, String label) {
    Holder holder = holders.get(subject);
    Entry entry = holder == null ? null : holder.entries.get(label);
    if (holder != null && entry != null && --entry.marks <= 0) {
      holder.entries.remove(label);
      holder.version = ++stamp;
      forgetIfEmpty(subject, holder);
    }
  }

  /** Marks a subject that may have a label which the records do not tell. */
  public void markUnknown(String subject, long until) {
    Holder holder = holders.get(subject);
    if (holder != null) {
      holder.unknownUntil = Math.max(holder.unknownUntil, until);
      holder.version = ++stamp;
    }
  }

  /** Removes a label, or all of a subject if the label is empty; returns whether it was set. */
  public boolean clear(String subject, String label) {
    Holder holder = holders.get(subject);
    if (holder == null) {
      return false;
    }
    boolean found = label.isEmpty() || holder.entries.remove(label) != null;
    if (label.isEmpty()) {
      holder.entries.clear();
      holder.unknownUntil = Long.MIN_VALUE;
    }
    holder.version = ++stamp;
    forgetIfEmpty(subject, holder);
    return found;
  }

  public void clearAll() {
    for (Holder holder : holders.values()) {
      shares.giveBack(holder.agent);
    }
    holders.clear();
    stamp++;
  }

  public void forgetIfEmpty(String subject) {
    Holder holder = holders.get(subject);
    if (holder != null) {
      forgetIfEmpty(subject, holder);
    }
  }

  private void forgetIfEmpty(String subject, Holder holder) {
    if (holder.isEmpty()) {
      holders.remove(subject);
      shares.giveBack(holder.agent);
    }
  }

  private void removeExpired(long now) {
    Iterator<Holder> all = holders.values().iterator();
    while (all.hasNext()) {
      Holder holder = all.next();
      expire(holder, now);
      if (holder.isEmpty()) {
        all.remove();
        shares.giveBack(holder.agent);
      }
    }
  }

  private static void expire(Holder holder, long now) {
    holder.entries.values().removeIf(entry -> entry.expiry <= now);
    if (holder.unknownUntil <= now) {
      holder.unknownUntil = Long.MIN_VALUE;
    }
  }

  /** Adds the labels of a subject to a set. */
  public void addTo(Set<String> labels, String subject, long now) throws UnknownHistoryException {
    Holder holder = holders.get(subject);
    if (holder != null) {
      expire(holder, now);
      if (holder.unknownUntil > now) {
        throw new UnknownHistoryException("the records do not tell the labels of this caller");
      }
      labels.addAll(holder.entries.keySet());
    }
  }

  /** Returns a number that changes with the labels of a subject; 0 without labels. */
  public long version(String subject) {
    Holder holder = holders.get(subject);
    return holder == null ? 0 : holder.version;
  }

  /** A label for display. */
  public record Shown(String subject, Entry entry) {}

  /** Returns the labels of one subject, or of all if it is null. */
  public List<Shown> list(@Nullable String wanted, long now) {
    List<Shown> shown = new ArrayList<>();
    for (Map.Entry<String, Holder> each : holders.entrySet()) {
      if (wanted == null || wanted.equals(each.getKey())) {
        expire(each.getValue(), now);
        each.getValue().entries.values().forEach(e -> shown.add(new Shown(each.getKey(), e)));
      }
    }
    return shown;
  }

  /** Takes over the labels of another table; returns false if there is no room for all of them. */
  public boolean addAll(LabelTable other, long now) {
    boolean all = true;
    for (Map.Entry<String, Holder> each : other.holders.entrySet()) {
      Holder theirs = each.getValue();
      if (!reserve(each.getKey(), theirs.agent, now)) {
        all = false;
        continue;
      }
      Holder mine = holders.get(each.getKey());
      if (mine != null) {
        mine.unknownUntil = Math.max(mine.unknownUntil, theirs.unknownUntil);
        for (Entry entry : theirs.entries.values()) {
          Entry sum =
              mine.entries.computeIfAbsent(
                  entry.label, name -> new Entry(name, entry.since, entry.call));
          sum.marks += entry.marks;
          sum.expiry = Math.max(sum.expiry, entry.expiry);
        }
        mine.version = ++stamp;
      }
    }
    return all;
  }
}
