// SPDX-License-Identifier: Apache-2.0
package io.portcullis.status.internal;

import io.portcullis.api.health.Health;
import io.portcullis.api.status.PartStatus;

/**
 * The report of one health reporter and what else its bundle offers.
 *
 * @param part the report; critical if the reporter failed
 * @param readable whether the reporter answered
 * @param ofGate whether the gate itself reports: the reporter and the gate are one service
 * @param ofJournal whether the bundle of the reporter also registers a journal
 */
record HealthReport(PartStatus part, boolean readable, boolean ofGate, boolean ofJournal) {
  private static final String JOURNAL = "journal";

  Health health() {
    return part.health();
  }

  boolean critical() {
    return health().level() == Health.Level.CRITICAL;
  }

  /** Whether the journal fails: a reporter that does not answer cannot vouch for its journal. */
  boolean journalFails() {
    return critical() && (readable ? health().part().equals(JOURNAL) : ofJournal);
  }
}
