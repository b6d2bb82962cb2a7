// SPDX-License-Identifier: Apache-2.0
package io.portcullis.journal.internal.spool;

/** Why a record was lost. The number tells where its counters are in the header of the spool. */
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

  /** Never changes: counters outlive the process. */
  int number() {
    return number;
  }

  /** In words for the gap record. */
  public String reason() {
    return reason;
  }
}
