// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.secret.rule;

import static io.portcullis.policy.internal.secret.finding.CharacterClass.DOT;
import static io.portcullis.policy.internal.secret.finding.CharacterClass.NO_SEPARATOR;
import static io.portcullis.policy.internal.secret.finding.CharacterClass.SPACE;
import static io.portcullis.policy.internal.secret.finding.CharacterClass.digit;
import static io.portcullis.policy.internal.secret.finding.CharacterClass.separator;

import io.portcullis.policy.internal.secret.finding.FindingCollector;
import io.portcullis.policy.internal.secret.finding.SecretKind;

/**
 * Finds payment cards and US social security numbers in runs of digits, which may be grouped by one
 * separator each. Digits and separators may be full-width. Not thread-safe.
 */
public final class NumberRuns {

  /** The groups that are kept at a time. */
  private static final int WINDOW = 16;

  /** The groups that a pattern looks at. */
  private static final int REACH = 5;

  private final CharSequence text;
  private final FindingCollector found;
  private final int[] starts = new int[WINDOW];
  private final int[] ends = new int[WINDOW];
  private final int[] lengths = new int[WINDOW];

  /** The separator before each group. */
  private final int[] before = new int[WINDOW];

  private int groups;

  public NumberRuns(CharSequence text, FindingCollector found) {
    this.text = text;
    this.found = found;
  }

  /** Looks at the run that begins at an index, and returns its end. */
  public int at(int start) {
    groups = 0;
    boolean whole = true;
    boolean phone = start > 0 && text.charAt(start - 1) == '+';
    int role = NO_SEPARATOR;
    int at = start - 1;
    do {
      if (groups == WINDOW) {
        whole = false;
        look(WINDOW - REACH, phone);
        keepLast(REACH);
      }
      at = group(at + 1, role);
      role = separatorAt(at);
    } while (role != NO_SEPARATOR);
    lookAtRest(whole, phone);
    return at;
  }

  /** Looks at the groups that are left; only a short run is still there as a whole. */
  private void lookAtRest(boolean whole, boolean phone) {
    look(groups, phone);
    if (whole && !phone) {
      wholeRun();
    }
  }

  /** Returns what separates two groups at an index; nothing if no group follows. */
  private int separatorAt(int at) {
    return at + 1 < text.length() && digit(text.charAt(at + 1)) >= 0
        ? separator(text.charAt(at))
        : NO_SEPARATOR;
  }

  private int group(int start, int role) {
    int end = start;
    while (end < text.length() && digit(text.charAt(end)) >= 0) {
      end++;
    }
    starts[groups] = start;
    ends[groups] = end;
    lengths[groups] = end - start;
    before[groups++] = role;
    return end;
  }

  private void keepLast(int count) {
    int from = groups - count;
    for (int[] array : new int[][] {starts, ends, lengths, before}) {
      System.arraycopy(array, from, array, 0, count);
    }
    groups = count;
  }

  /** Looks at what may begin with each of the first groups. */
  private void look(int count, boolean phone) {
    for (int g = 0; g < count; g++) {
      int length = lengths[g];
      if (length == 3) {
        socialSecurity(g);
      } else if (!phone && length == 4) {
        cardOfFours(g);
      } else if (!phone && length >= 6) {
        cardOf(g, length);
      }
    }
  }

  private void cardOfFours(int g) {
    if (has(g + 1, 4) && has(g + 2, 4) && has(g + 3, 4)) {
      card(g, g + 3);
      if (g + 4 < groups && lengths[g + 4] <= 3) {
        card(g, g + 4);
      }
    } else if (has(g + 1, 6) && (has(g + 2, 5) || has(g + 2, 4))) {
      card(g, g + 2);
    }
  }

  private void cardOf(int g, int length) {
    if (length >= CardNumber.MIN_LENGTH && !isFraction(g)) {
      card(g, g);
    } else if (length == 6 && has(g + 1, 13)) {
      card(g, g + 1);
    }
  }

  private boolean has(int g, int length) {
    return g < groups && lengths[g] == length;
  }

  /** The digits after a decimal point are no card. */
  private boolean isFraction(int g) {
    return before[g] == DOT;
  }

  /** A card may be grouped in another way, if it is grouped evenly and alone. */
  private void wholeRun() {
    if (groups < 2 || isDate()) {
      return;
    }
    for (int g = 0; g < groups; g++) {
      if (lengths[g] < 2 || (g > 1 && before[g] != before[1])) {
        return;
      }
    }
    if (groups > 2 || before[1] != DOT) {
      card(0, groups - 1);
    }
  }

  private boolean isDate() {
    return has(1, 2) && ((has(0, 4) && has(2, 2)) || (has(0, 2) && has(2, 4)));
  }

  private void card(int first, int last) {
    int start = starts[first];
    int end = ends[last];
    if (CardNumber.valid(text, start, end) && !CardNumber.isPartOfHex(text, start, end)) {
      found.add(SecretKind.CREDIT_CARD_LUHN, start, end);
    }
  }

  private void socialSecurity(int g) {
    boolean alone =
        has(g + 1, 2)
            && has(g + 2, 4)
            && before[g] <= SPACE
            && before[g + 1] > SPACE
            && before[g + 2] > SPACE
            && (g + 3 >= groups || before[g + 3] <= SPACE);
    if (alone && issued(g)) {
      found.add(SecretKind.SSN_PATTERN, starts[g], ends[g + 2]);
    }
  }

  /** The areas 000, 666 and 900 to 999, the group 00 and the number 0000 are never issued. */
  private boolean issued(int g) {
    int area = value(g);
    return area != 0 && area != 666 && area < 900 && value(g + 1) != 0 && value(g + 2) != 0;
  }

  private int value(int g) {
    int value = 0;
    for (int i = starts[g]; i < ends[g]; i++) {
      value = value * 10 + digit(text.charAt(i));
    }
    return value;
  }
}
