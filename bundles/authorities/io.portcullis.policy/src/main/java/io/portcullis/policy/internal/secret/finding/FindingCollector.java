// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.secret.finding;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Collects the findings of one text. Not thread-safe. */
public final class FindingCollector {

  private static final Comparator<SecretFinding> BY_PLACE =
      Comparator.comparingInt(SecretFinding::start).thenComparingInt(SecretFinding::end);

  private List<SecretFinding> findings = List.of();

  /** The furthest end of a finding of each kind; empty before the first. */
  private Map<SecretKind, Integer> ends = Map.of();

  public void add(SecretKind kind, int start, int end) {
    if (findings.isEmpty()) {
      findings = new ArrayList<>();
      ends = new EnumMap<>(SecretKind.class);
    }
    findings.add(new SecretFinding(kind, start, end));
    ends.merge(kind, end, Math::max);
  }

  /**
   * Returns whether an index lies in an earlier finding of the same kind. Rules skip such an index,
   * so that no part of a text is read again for each of its repetitions.
   */
  public boolean covers(SecretKind kind, int index) {
    return !ends.isEmpty() && index < ends.getOrDefault(kind, 0);
  }

  /** Returns an index of the findings so far. */
  public Covered covered() {
    return new Covered(findings);
  }

  /** Returns the findings by place; overlapping findings of one kind are one. */
  public List<SecretFinding> result() {
    if (findings.size() < 2) {
      return List.copyOf(findings);
    }
    findings.sort(BY_PLACE);
    Map<SecretKind, Integer> last = new EnumMap<>(SecretKind.class);
    List<SecretFinding> merged = new ArrayList<>(findings.size());
    for (SecretFinding finding : findings) {
      Integer at = last.get(finding.kind());
      if (at != null && finding.start() < merged.get(at).end()) {
        merged.set(at, union(merged.get(at), finding));
      } else {
        last.put(finding.kind(), merged.size());
        merged.add(finding);
      }
    }
    return merged;
  }

  private static SecretFinding union(SecretFinding first, SecretFinding second) {
    int end = Math.max(first.end(), second.end());
    return new SecretFinding(first.kind(), first.start(), end);
  }

  /** The parts of a text that findings cover. */
  public static final class Covered {
    private final int[] starts;
    private final int[] furthest;

    private Covered(List<SecretFinding> findings) {
      List<SecretFinding> sorted = new ArrayList<>(findings);
      sorted.sort(BY_PLACE);
      starts = new int[sorted.size()];
      furthest = new int[sorted.size()];
      int end = 0;
      for (int i = 0; i < starts.length; i++) {
        starts[i] = sorted.get(i).start();
        end = Math.max(end, sorted.get(i).end());
        furthest[i] = end;
      }
    }

    /** Returns whether any finding overlaps a part of the text. */
    public boolean overlaps(int start, int end) {
      int low = 0;
      int high = starts.length;
      while (low < high) {
        int middle = (low + high) >>> 1;
        if (starts[middle] < end) {
          low = middle + 1;
        } else {
          high = middle;
        }
      }
      return low > 0 && furthest[low - 1] > start;
    }
  }
}
