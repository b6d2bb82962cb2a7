// SPDX-License-Identifier: Apache-2.0
package io.portcullis.journal.verify;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.util.Base64;
import java.util.HexFormat;

/** Writes journals as the page of the format says, with none of the code under test. */
final class TestJournal {
  static final String TIME = "2026-11-25T16:00:00.123456789Z";

  private final Path folder;
  private final KeyPair keys;
  private byte[] last = new byte[32];
  private long seq;
  private long segment;
  private long lines;
  private long bytes;
  private String segmentPrevious = "";

  TestJournal(Path folder) {
    this(folder, newKeys());
  }

  TestJournal(Path folder, KeyPair keys) {
    this.folder = folder;
    this.keys = keys;
    write("key.pub", publicPem(keys));
  }

  static KeyPair newKeys() {
    try {
      return KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  static String publicPem(KeyPair keys) {
    return "-----BEGIN PUBLIC KEY-----\n"
        + Base64.getEncoder().encodeToString(keys.getPublic().getEncoded())
        + "\n-----END PUBLIC KEY-----\n";
  }

  /** A small journal: two sealed segments and one that is open, with a gap and a recovery. */
  static TestJournal small(Path folder) {
    TestJournal journal = new TestJournal(folder);
    journal.begin().decided("read_file", "allow").ended("read_file").seal();
    journal.begin().gap(3).decided("rm", "deny").seal();
    return journal.begin().recovered().decided("é \\\" \uD83D\uDE00\\n", "allow").head();
  }

  TestJournal begin() {
    segment++;
    lines = 0;
    bytes = 0;
    segmentPrevious = hex(last);
    return add(
        "{\"firstSegment\":1,\"format\":2,\"key\":\"%s\",\"kind\":\"segment\",\"number\":%d,\"previous\":\"%s\",\"time\":\"%s\"}"
            .formatted(keyDigest(), segment, hex(last), TIME));
  }

  TestJournal decided(String tool, String verdict) {
    return add(
        "{\"basis\":\"authority\",\"call\":\"c%d\",\"elapsedNanos\":900,\"kind\":\"decided\",\"mode\":\"enforce\",\"time\":\"%s\",\"tool\":\"%s\",\"verdict\":\"%s\"}"
            .formatted(seq, TIME, tool, verdict));
  }

  TestJournal ended(String tool) {
    return add(
        "{\"call\":\"c%d\",\"elapsedNanos\":9000,\"kind\":\"ended\",\"outcome\":\"completed\",\"time\":\"%s\",\"tool\":\"%s\"}"
            .formatted(seq, TIME, tool));
  }

  TestJournal gap(int lost) {
    return add(
        "{\"kind\":\"gap\",\"lost\":%d,\"reason\":\"the queue was full\",\"time\":\"%s\"}"
            .formatted(lost, TIME));
  }

  TestJournal recovered() {
    return add(
        "{\"chained\":1,\"cutBytes\":17,\"kind\":\"recovered\",\"time\":\"%s\",\"torn\":0}"
            .formatted(TIME));
  }

  TestJournal seal() {
    return add(
        "{\"bytes\":%d,\"kind\":\"sealed\",\"number\":%d,\"previous\":\"%s\",\"records\":%d,\"time\":\"%s\"}"
            .formatted(bytes, segment, segmentPrevious, lines + 1, TIME));
  }

  TestJournal add(String body) {
    return add(body, seq * 64);
  }

  TestJournal add(String body, long spool) {
    seq++;
    lines++;
    // Each second line has one: nobody but the writer can tell whether it is the right one.
    String mac = seq % 2 == 0 ? hex(sha256(new byte[] {(byte) seq})).substring(32) : "";
    last = hash(last, seq, spool, body, mac);
    String line =
        "{\"body\":"
            + body
            + ",\"hash\":\""
            + hex(last)
            + (mac.isEmpty() ? "" : "\",\"mac\":\"" + mac)
            + "\",\"seq\":"
            + seq
            + ",\"spool\":"
            + spool
            + "}\n";
    bytes += line.getBytes(StandardCharsets.UTF_8).length;
    append(line);
    return this;
  }

  /** Signs what is there. */
  TestJournal head() {
    try {
      Signature signature = Signature.getInstance("Ed25519");
      signature.initSign(keys.getPrivate());
      signature.update(
          fields(
              "portcullis-head-1",
              number(segment),
              number(seq),
              last,
              TIME.getBytes(StandardCharsets.UTF_8)));
      String base64 = Base64.getEncoder().encodeToString(signature.sign());
      write(
          "head.json",
          "{\"hash\":\"%s\",\"key\":\"%s\",\"segment\":%d,\"seq\":%d,\"signature\":\"%s\",\"time\":\"%s\"}\n"
              .formatted(hex(last), keyDigest(), segment, seq, base64, TIME));
      return this;
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  /** Appends to the open segment as it is. */
  void append(String text) {
    try {
      Files.writeString(
          segmentFile(segment), text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void write(String name, String text) {
    try {
      Files.writeString(folder.resolve(name), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Path segmentFile(long number) {
    return folder.resolve(String.format("journal-%010d.jsonl", number));
  }

  long seq() {
    return seq;
  }

  /** How large the segment is. */
  long bytes() {
    return bytes;
  }

  /** The hash that the segment follows. */
  String segmentPrevious() {
    return segmentPrevious;
  }

  static byte[] hash(byte[] previous, long seq, long spool, String body, String mac) {
    byte[] text = body.getBytes(StandardCharsets.UTF_8);
    byte[] raw = HexFormat.of().parseHex(mac);
    String name = "portcullis-journal-2";
    return sha256(
        mac.isEmpty()
            ? fields(name, previous, number(seq), number(spool), text)
            : fields(name, previous, number(seq), number(spool), text, raw));
  }

  private String keyDigest() {
    return "sha256:" + hex(sha256(keys.getPublic().getEncoded()));
  }

  private static byte[] fields(String name, byte[]... values) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeInt(name.length());
      out.writeBytes(name);
      for (byte[] value : values) {
        out.writeInt(value.length);
        out.write(value);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static byte[] number(long value) {
    return HexFormat.of().parseHex(String.format("%016x", value));
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }
}
