// SPDX-License-Identifier: Apache-2.0
package io.portcullis.journal.internal.record;

import java.nio.charset.StandardCharsets;

/** The members of bodies, in the order of canonical JSON. */
public enum RecordField {
  ACTION("action"),
  AGENT("agent"),
  APPROVED_BY("approvedBy"),
  ARGUMENTS("arguments", Integer.MAX_VALUE),
  ARGUMENTS_DIGEST("argumentsDigest"),
  ARGUMENTS_OMITTED("argumentsOmitted"),
  ATTRIBUTES("attributes"),
  BASIS("basis"),
  BYTES("bytes"),
  CALL("call"),
  CALLER_AGENT("callerAgent"),
  CALLER_ORG("callerOrg"),
  CALLER_TEAM("callerTeam"),
  CHAINED("chained"),
  COUNTS("counts"),
  CUT("cut"),
  CUT_BYTES("cutBytes"),
  CUT_LINES("cutLines"),
  DECIDED_BY("decidedBy"),
  ELAPSED_NANOS("elapsedNanos"),
  EVENT("event"),
  FIRST_SEGMENT("firstSegment"),
  FIRST_SEQ("firstSeq"),
  FORMAT("format"),
  KEY("key"),
  KIND("kind"),
  LABELS("labels"),
  LAST_HASH("lastHash"),
  LAST_SEGMENT("lastSegment"),
  LAST_SEQ("lastSeq"),
  LOST("lost"),
  MODE("mode"),
  NOTES("notes"),
  NUMBER("number"),
  ORG("org"),
  OUTCOME("outcome"),
  POLICY_DIGEST("policyDigest"),
  PREVIOUS("previous"),
  REASON("reason", 4_096),
  RECORDS("records"),
  RULE("rule"),
  SOURCE("source"),
  SPAN("span"),
  TARGET_URL("targetUrl"),
  TEAM("team"),
  TIME("time"),
  TOOL("tool"),
  TORN("torn"),
  TRACE("trace"),
  TRANSPORT("transport"),
  UNDER_ENFORCE("underEnforce"),
  VERDICT("verdict");

  /** The default maximum of characters of a text. */
  static final int MAX_CHARACTERS = 1_024;

  private final String word;

  @SuppressWarnings("ImmutableEnumChecker") // never written
  private final byte[] member;

  private final int most;

  RecordField(String word) {
    this(word, MAX_CHARACTERS);
  }

  RecordField(String word, int most) {
    this.word = word;
    this.most = most;
    member = ('"' + word + "\":").getBytes(StandardCharsets.US_ASCII);
  }

  /** Returns the member's name. */
  public String word() {
    return word;
  }

  /** Returns the index of the member, for an array: an enum map costs too much time. */
  @SuppressWarnings("EnumOrdinal")
  int place() {
    return ordinal();
  }

  /** Returns the maximum characters of the text. */
  int most() {
    return most;
  }

  /** Returns the name and the colon; shared, must not be changed. */
  byte[] member() {
    return member;
  }
}
