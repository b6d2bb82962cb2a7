// SPDX-License-Identifier: Apache-2.0
package io.portcullis.cli.journal.records;

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
import java.util.Map;
import java.util.TreeMap;

/** A journal written as the page of its format says, with none of the code under test. */
public final class WrittenJournal {
  public static final String TIME = "2026-11-25T16:00:00.123456789Z";

  private final Path folder;
  private final KeyPair keys;
  private byte[] last = new byte[32];
  private long seq;
  private long segment;
  private long lines;
  private long bytes;
  private String previous = "";

  public WrittenJournal(Path folder) {
    this.folder = folder;
    try {
      keys = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
      Files.writeString(
          folder.resolve("key.pub"),
          "-----BEGIN PUBLIC KEY-----\n"
              + Base64.getEncoder().encodeToString(keys.getPublic().getEncoded())
              + "\n-----END PUBLIC KEY-----\n");
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    begin();
  }

  public WrittenJournal begin() {
    segment++;
    lines = 0;
    bytes = 0;
    previous = HexFormat.of().formatHex(last);
    return body(
        "{\"firstSegment\":1,\"format\":2,\"key\":\"%s\",\"kind\":\"segment\",\"number\":%d,\"previous\":\"%s\",\"time\":\"%s\"}"
            .formatted(key(), segment, HexFormat.of().formatHex(last), TIME));
  }

  public WrittenJournal seal() {
    return body(
        "{\"bytes\":%d,\"kind\":\"sealed\",\"number\":%d,\"previous\":\"%s\",\"records\":%d,\"time\":\"%s\"}"
            .formatted(bytes, segment, previous, lines + 1, TIME));
  }

  /** A record of a decision; the values are JSON. */
  public WrittenJournal decided(Map<String, String> values) {
    Map<String, String> all =
        new TreeMap<>(
            Map.of(
                "action", "\"tool_call\"",
                "argumentsDigest", "\"sha256:" + "0".repeat(64) + "\"",
                "basis", "\"authority\"",
                "call", "\"c" + (seq + 1) + "\"",
                "elapsedNanos", "900",
                "mode", "\"enforce\"",
                "tool", "\"t\"",
                "verdict", "\"allow\""));
    all.putAll(values);
    return record("decided", all);
  }

  /** Any record; the values are JSON. */
  public WrittenJournal record(String kind, Map<String, String> values) {
    Map<String, String> all = new TreeMap<>(Map.of("time", "\"" + TIME + "\""));
    all.putAll(values);
    all.put("kind", "\"" + kind + "\"");
    StringBuilder body = new StringBuilder("{");
    all.forEach((name, value) -> body.append("\"" + name + "\":" + value + ","));
    body.setCharAt(body.length() - 1, '}');
    return body(body.toString());
  }

  WrittenJournal body(String body) {
    seq++;
    lines++;
    last =
        sha256(
            fields(
                "portcullis-journal-2",
                last,
                number(seq),
                number(0),
                body.getBytes(StandardCharsets.UTF_8)));
    String line =
        "{\"body\":%s,\"hash\":\"%s\",\"seq\":%d,\"spool\":0}\n"
            .formatted(body, HexFormat.of().formatHex(last), seq);
    bytes += line.getBytes(StandardCharsets.UTF_8).length;
    return append(line);
  }

  public WrittenJournal append(String text) {
    try {
      Files.writeString(file(segment), text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public Path file(long number) {
    return folder.resolve(String.format("journal-%010d.jsonl", number));
  }

  public WrittenJournal head() {
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
      Files.writeString(
          folder.resolve("head.json"),
          "{\"hash\":\"%s\",\"key\":\"%s\",\"segment\":%d,\"seq\":%d,\"signature\":\"%s\",\"time\":\"%s\"}\n"
              .formatted(
                  HexFormat.of().formatHex(last),
                  key(),
                  segment,
                  seq,
                  Base64.getEncoder().encodeToString(signature.sign()),
                  TIME));
      return this;
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String key() {
    return "sha256:" + HexFormat.of().formatHex(sha256(keys.getPublic().getEncoded()));
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

  public static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }
}
