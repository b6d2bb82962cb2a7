// SPDX-License-Identifier: Apache-2.0
package io.portcullis.journal.internal.settings;

import io.portcullis.journal.internal.spool.Ring;
import io.portcullis.support.config.ConfiguredValue;
import io.portcullis.support.config.InvalidValueException;
import java.util.Objects;

/**
 * The settings of a journal.
 *
 * @param durability the condition under which a record is kept
 * @param segmentBytes the size at which a segment is sealed; it may exceed this by one batch
 * @param segmentSeconds the age at which a segment with records is sealed
 * @param spoolBytes the size of the ring for records that are not in the chain yet
 * @param keepArguments whether the arguments of calls are kept, and not only their digest
 * @param keepDays days after which a sealed segment is removed, 0 for never
 * @param keepBytes the oldest sealed segments are removed while the journal is larger, 0 for never
 */
public record JournalSettings(
    Durability durability,
    long segmentBytes,
    long segmentSeconds,
    long spoolBytes,
    boolean keepArguments,
    long keepDays,
    long keepBytes) {

  /** The default settings. */
  public static final JournalSettings DEFAULT =
      new JournalSettings(Durability.PROCESS, 64L << 20, 86_400, 16L << 20, false, 0, 0);

  private static final long PAGE = 4_096;
  private static final long MAX_DAYS = 36_600;
  private static final long MAX_SECONDS = 10L * 366 * 86_400;

  /**
   * Checks each value and rounds the spool up to whole pages.
   *
   * @throws InvalidValueException if a value is out of its range; the message names its key
   */
  public JournalSettings {
    Objects.requireNonNull(durability, "durability");
    ConfiguredValue.within("segmentBytes", segmentBytes, 64 << 10, 1L << 40);
    ConfiguredValue.within("segmentSeconds", segmentSeconds, 1, MAX_SECONDS);
    ConfiguredValue.within("spoolBytes", spoolBytes, 1 << 20, 1 << 30);
    if (keepDays != 0) {
      ConfiguredValue.within("keepDays", keepDays, 1, MAX_DAYS);
    }
    if (keepBytes != 0) {
      ConfiguredValue.within("keepBytes", keepBytes, 64 << 10, 1L << 50);
    }
    spoolBytes = (spoolBytes + PAGE - 1) / PAGE * PAGE;
  }

  /**
   * Creates settings without retention.
   *
   * @param durability the condition under which a record is kept
   * @param segmentBytes the size at which a segment is sealed
   * @param segmentSeconds the age at which a segment is sealed
   * @param spoolBytes the size of the ring
   * @param keepArguments whether the arguments of calls are kept
   * @throws InvalidValueException if a value is out of its range; the message names its key
   */
  public JournalSettings(
      Durability durability,
      long segmentBytes,
      long segmentSeconds,
      long spoolBytes,
      boolean keepArguments) {
    this(durability, segmentBytes, segmentSeconds, spoolBytes, keepArguments, 0, 0);
  }

  /** Returns the maximum size of a record's body; a line must stay below 16 MiB. */
  public int maxBodyBytes() {
    return (int) Math.min(spoolBytes / 4 - Ring.RECORD_HEADER, (16 << 20) - PAGE);
  }
}
