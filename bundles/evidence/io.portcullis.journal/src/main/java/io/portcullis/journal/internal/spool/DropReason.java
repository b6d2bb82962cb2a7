// SPDX-License-Identifier: Apache-2.0
package io.portcullis.journal.internal.spool;

/**
 * The reason why records were dropped. Its number is the place of its counters in the spool's
 * header.
 */
public enum DropReason {
  NO_ROOM(0, "the spool and the queue behind it were full"),
  GIVEN_UP(1, "the spool was full and the calls did not wait any longer"),
  TOO_LARGE(2, "records were larger than a quarter of the spool"),
  SPOOL_DAMAGED(3, "the spool could no longer be read");

  private final int number;
  private final String reason;

  DropReason(int number, String reason) {
    this.number = number;
    this.reason = reason;
  }

  /** Returns the number, which never changes: counters outlive the process. */
  int number() {
    return number;
  }

  /** Returns the text for the gap record. */
  public String reason() {
    return reason;
  }
}
