// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy;

import io.portcullis.policy.internal.yaml.YamlReader;
import io.portcullis.policy.model.PolicyException;
import io.portcullis.policy.model.PolicyProblem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The contents of one policy document, or of all documents of a folder, from one complete read. Two
 * reads are equal exactly if they found the same names with the same bytes and the same failures.
 * Times, lengths and identities of files do not count. Immutable.
 */
public final class PolicyFiles {

  /** The maximum number of documents in a folder. */
  static final int MAX_DOCUMENTS = 1_000;

  /** The maximum size of all documents of a folder together, in bytes. */
  static final int MAX_TOTAL_BYTES = 16 << 20;

  private static final int MAX_READS = 10;

  /**
   * One file.
   *
   * @param path as messages name it
   * @param name the name of the document in decisions
   * @param bytes null if the file could not be read
   * @param failure why the file could not be read; empty otherwise
   */
  @SuppressWarnings("ArrayRecordComponent") // reads are compared by their digests
  record Entry(String path, String name, byte @Nullable [] bytes, String failure) {}

  private final String place;
  private final boolean folder;
  private final List<Entry> entries;
  private final String failure;
  private final String digest;

  private PolicyFiles(String place, boolean folder, List<Entry> entries, String failure) {
    this.place = place;
    this.folder = folder;
    this.entries = List.copyOf(entries);
    this.failure = failure;
    this.digest = digest(folder, entries, failure);
  }

  /**
   * Reads everything once. The path is resolved once: a symbolic link that changes meanwhile yields
   * the one folder or the other, never parts of both. A file that cannot be read is part of the
   * result.
   *
   * @param fileOrFolder a document or a folder; in a folder the files named {@code *.yaml} and
   *     {@code *.yml} are read in the order of their names, except for hidden ones
   */
  public static PolicyFiles read(Path fileOrFolder) {
    String place = fileOrFolder.toString();
    try {
      Path real = fileOrFolder.toRealPath();
      if (!Files.isDirectory(real)) {
        Entry entry = entry(fileOrFolder, real, YamlReader.MAX_BYTES);
        return new PolicyFiles(place, false, List.of(entry), "");
      }
      return new PolicyFiles(place, true, entries(fileOrFolder, list(real)), "");
    } catch (NoSuchFileException e) {
      return new PolicyFiles(place, false, List.of(), "the file or folder does not exist");
    } catch (TooManyException e) {
      return new PolicyFiles(place, true, List.of(), String.valueOf(e.getMessage()));
    } catch (IOException | DirectoryIteratorException e) {
      return new PolicyFiles(
          place, true, List.of(), "folder cannot be read: " + e.getClass().getSimpleName());
    }
  }

  /**
   * Reads everything until two complete reads in a row are equal.
   *
   * @param fileOrFolder as for {@link #read}
   * @throws PolicyException if the contents are different each time
   */
  public static PolicyFiles readStable(Path fileOrFolder) throws PolicyException {
    return stable(() -> read(fileOrFolder));
  }

  /** Returns the documents of a folder that a test holds in memory. */
  static PolicyFiles folder(List<Entry> entries) {
    return new PolicyFiles("policies", true, entries, "");
  }

  /** Reads with the reader of a test. */
  static PolicyFiles stable(Supplier<PolicyFiles> reader) throws PolicyException {
    PolicyFiles before = reader.get();
    for (int i = 1; i < MAX_READS; i++) {
      PolicyFiles again = reader.get();
      if (again.equals(before)) {
        return again;
      }
      before = again;
    }
    throw new PolicyException(
        List.of(
            new PolicyProblem(
                before.place,
                1,
                1,
                "",
                "documents change while they are read, so none is used; write each document to a"
                    + " temporary file and move it into place")));
  }

  /** Returns whether the read found no document at all. */
  public boolean isEmpty() {
    return entries.isEmpty() && (failure.isEmpty() || !folder);
  }

  /**
   * Returns the SHA-256 of everything that was read, including names, as 64 hexadecimal digits.
   * Equal reads have equal digests.
   */
  public String digest() {
    return digest;
  }

  List<Entry> entries() {
    return entries;
  }

  boolean isFolder() {
    return folder;
  }

  /** Returns the file or folder, as the caller named it. */
  String place() {
    return place;
  }

  /** Returns why no document can be used; empty if documents were found. */
  String failure() {
    if (!failure.isEmpty()) {
      return folder ? failure : "document cannot be read: " + failure;
    }
    return entries.isEmpty() ? "folder holds no document; add a *.yaml or *.yml file" : "";
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof PolicyFiles files && files.digest.equals(digest);
  }

  @Override
  public int hashCode() {
    return digest.hashCode();
  }

  /** Returns the path and the digest. */
  @Override
  public String toString() {
    return place + " " + digest;
  }

  private static List<Path> list(Path folder) throws IOException {
    List<Path> files = new ArrayList<>();
    try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, PolicyFiles::isDocument)) {
      for (Path file : found) {
        if (files.size() == MAX_DOCUMENTS) {
          throw new TooManyException("folder holds more than " + MAX_DOCUMENTS + " documents");
        }
        files.add(file);
      }
    }
    files.sort(Comparator.comparing(PolicyFiles::name));
    return files;
  }

  private static List<Entry> entries(Path folder, List<Path> files) throws IOException {
    List<Entry> entries = new ArrayList<>();
    int left = MAX_TOTAL_BYTES;
    for (Path file : files) {
      Entry entry = entry(folder.resolve(name(file)), file, Math.min(left, YamlReader.MAX_BYTES));
      left -= entry.bytes() == null ? 0 : entry.bytes().length;
      if (left < 0) {
        throw new TooManyException(
            "documents are larger than "
                + MAX_TOTAL_BYTES
                + " bytes together; split or shorten them");
      }
      entries.add(entry);
    }
    return entries;
  }

  /** Reads one byte more than the limit, so that a larger file is noticed. */
  private static Entry entry(Path shown, Path file, int most) {
    if (Files.exists(file) && !Files.isRegularFile(file)) {
      return new Entry(
          shown.toString(), name(shown), null, "not a regular file; write the path of a file");
    }
    try (InputStream in = Files.newInputStream(file)) {
      return new Entry(shown.toString(), name(shown), in.readNBytes(most + 1), "");
    } catch (IOException e) {
      String kind =
          e instanceof NoSuchFileException
              ? "the file does not exist"
              : e.getClass().getSimpleName();
      return new Entry(shown.toString(), name(shown), null, "document cannot be read: " + kind);
    }
  }

  private static boolean isDocument(Path file) {
    String name = name(file);
    return !name.startsWith(".") && (name.endsWith(".yaml") || name.endsWith(".yml"));
  }

  private static String name(Path file) {
    Path name = file.getFileName();
    return name == null ? file.toString() : name.toString();
  }

  private static String digest(boolean folder, List<Entry> entries, String failure) {
    MessageDigest digest = ContentDigest.start();
    digest.update((byte) (folder ? 1 : 0));
    update(digest, failure.getBytes(StandardCharsets.UTF_8));
    for (Entry entry : entries) {
      update(digest, entry.name().getBytes(StandardCharsets.UTF_8));
      update(digest, entry.failure().getBytes(StandardCharsets.UTF_8));
      update(digest, entry.bytes() == null ? new byte[0] : entry.bytes());
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  /** Adds the length too, so that two different pairs of parts never have one digest. */
  private static void update(MessageDigest digest, byte[] part) {
    digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(part.length).array());
    digest.update(part);
  }

  /** The folder exceeds a limit. */
  private static final class TooManyException extends IOException {
    private static final long serialVersionUID = 1L;

    TooManyException(String message) {
      super(message);
    }
  }
}
