// SPDX-License-Identifier: Apache-2.0
package io.portcullis.journal.internal.checkpoint;

import io.portcullis.journal.internal.storage.FileSystem;
import io.portcullis.journal.internal.storage.JournalDirectory;
import io.portcullis.journal.internal.storage.TamperedJournalException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Objects;
import javax.crypto.Mac;
import org.jspecify.annotations.Nullable;

/**
 * The file with the furthest written and signed line, under a MAC. It reveals removed lines and an
 * older checkpoint. It has two slots, written in turn: a kill during a write leaves the other. For
 * the writer only.
 */
public final class HighWaterMark {
  public static final String NAME = "mark";
  static final int SLOT = 128;
  private static final byte[] MAGIC = "PCMARK02".getBytes(StandardCharsets.US_ASCII);
  private static final int COVERED = 8 + 8 + 8 + 8 + 32 + 8;
  private static final int MAC_BYTES = 32;

  /**
   * The content of a slot.
   *
   * @param count the number of slots written before this one
   * @param segment the number of the last segment
   * @param seq the number of the last line
   * @param hash the hash of the last line
   * @param signed the number of the last line that a checkpoint was signed for
   */
  @SuppressWarnings("ArrayRecordComponent")
  public // never compared as a whole
  record Reached(long count, long segment, long seq, byte[] hash, long signed) {
    static final Reached NOTHING = new Reached(0, 0, 0, new byte[32], 0);

    /** Returns the bytes of the slot with their MAC. */
    public byte[] slot(Mac mac) {
      ByteBuffer slot = ByteBuffer.allocate(SLOT).put(MAGIC);
      slot.putLong(count).putLong(segment).putLong(seq).put(hash).putLong(signed);
      mac.update(slot.array(), 0, COVERED);
      return slot.put(mac.doFinal()).array();
    }
  }

  private final JournalDirectory folder;
  private final Mac mac;
  private Reached last;
  private FileSystem.@Nullable Opened file;
  private @Nullable Object identity;

  private HighWaterMark(JournalDirectory folder, Mac mac, Reached last) {
    this.folder = folder;
    this.mac = mac;
    this.last = last;
  }

  private static Mac mac(SigningKey key) {
    return key.hmac("portcullis-mark");
  }

  /** Creates the mark of a new journal, in place of any other. */
  static void create(JournalDirectory folder, SigningKey key) throws IOException {
    new HighWaterMark(folder, mac(key), Reached.NOTHING).replace();
  }

  /**
   * Reads the mark of an existing journal.
   *
   * @throws TamperedJournalException if it is missing, or was not written with this key
   */
  public static HighWaterMark open(JournalDirectory folder, SigningKey key) throws IOException {
    Path path = folder.path(NAME);
    if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
      throw new TamperedJournalException(path + " is missing, and the journal is not new");
    }
    byte[] bytes = Files.size(path) == 2 * SLOT ? Files.readAllBytes(path) : new byte[0];
    Mac mac = mac(key);
    Reached found = newest(bytes, mac);
    if (found == null) {
      throw new TamperedJournalException(path + " was not written with the key of this journal");
    }
    return new HighWaterMark(folder, mac, found);
  }

  private static @Nullable Reached newest(byte[] slots, Mac mac) {
    Reached found = null;
    for (int at = 0; at < slots.length; at += SLOT) {
      Reached slot = read(Arrays.copyOfRange(slots, at, at + SLOT), mac);
      if (slot != null && (found == null || slot.count() > found.count())) {
        found = slot;
      }
    }
    return found;
  }

  private static @Nullable Reached read(byte[] bytes, Mac mac) {
    ByteBuffer slot = ByteBuffer.wrap(bytes);
    byte[] magic = new byte[MAGIC.length];
    byte[] hash = new byte[32];
    byte[] tag = new byte[MAC_BYTES];
    slot.get(magic);
    long count = slot.getLong();
    long segment = slot.getLong();
    long seq = slot.getLong();
    slot.get(hash);
    Reached reached = new Reached(count, segment, seq, hash, slot.getLong());
    slot.get(tag);
    mac.update(bytes, 0, COVERED);
    return MessageDigest.isEqual(mac.doFinal(), tag) && Arrays.equals(magic, MAGIC)
        ? reached
        : null;
  }

  /** Returns the content of the newest slot. */
  public Reached reached() {
    return last;
  }

  /** Writes the present end of the journal. Does nothing if it is unchanged. */
  public void write(long segment, ChainPosition point, long signed) throws IOException {
    if (point.seq() == last.seq() && signed == last.signed()) {
      return;
    }
    Reached next = new Reached(last.count() + 1, segment, point.seq(), point.hash(), signed);
    if (file == null) {
      reopen();
    }
    Objects.requireNonNull(file).write(next.slot(mac), SLOT, next.count() % 2 * SLOT);
    last = next;
  }

  private void reopen() throws IOException {
    identity = folder.disk().identity(folder.path(NAME));
    file = folder.open(NAME);
  }

  /** Writes the file again if it was removed or replaced. */
  public void checkInPlace() throws IOException {
    if (file != null && !Objects.equals(identity, folder.disk().identity(folder.path(NAME)))) {
      close();
      replace();
      reopen();
    }
  }

  private void replace() throws IOException {
    byte[] both = new byte[2 * SLOT];
    System.arraycopy(last.slot(mac), 0, both, (int) (last.count() % 2 * SLOT), SLOT);
    folder.replace(
        NAME,
        opened -> {
          opened.write(both, both.length, 0);
          opened.force();
        });
  }

  public void close() throws IOException {
    FileSystem.Opened open = file;
    file = null;
    if (open != null) {
      open.close();
    }
  }
}
