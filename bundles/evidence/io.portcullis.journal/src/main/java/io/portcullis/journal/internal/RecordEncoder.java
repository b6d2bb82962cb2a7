// SPDX-License-Identifier: Apache-2.0
package io.portcullis.journal.internal;

import io.portcullis.api.ActionType;
import io.portcullis.api.AgentIdentity;
import io.portcullis.api.CallRecord;
import io.portcullis.api.EnforcementMode;
import io.portcullis.api.GovernanceEvent;
import io.portcullis.api.ToolCall;
import io.portcullis.api.ToolOutcome;
import io.portcullis.api.Verdict;
import java.nio.charset.StandardCharsets;
import java.security.DigestException;
import java.security.MessageDigest;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/** Makes bodies of records and events. Not for use by several threads. */
final class RecordEncoder {
  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] DIGEST_PREFIX = "sha256:".getBytes(StandardCharsets.US_ASCII);
  private static final Map<Verdict.Kind, String> VERDICTS = words(Verdict.Kind.class);
  private static final Map<Verdict.Basis, String> BASES = words(Verdict.Basis.class);
  private static final Map<ToolOutcome.Kind, String> OUTCOMES = words(ToolOutcome.Kind.class);
  private static final Map<ActionType, String> ACTIONS = words(ActionType.class);
  private static final Map<EnforcementMode, String> MODES = words(EnforcementMode.class);

  private final boolean keepArguments;
  private final Body body;
  private final MessageDigest sha256 = Digests.sha256();
  private final byte[] hash = new byte[32];
  private final byte[] digest = new byte[DIGEST_PREFIX.length + 64];
  private final SpoolTags.BodyHash bodyHash;

  RecordEncoder(JournalSettings settings, SpoolTags tags) {
    bodyHash = new SpoolTags.BodyHash(tags);
    keepArguments = settings.keepArguments();
    body = new Body(settings.maxBodyBytes());
    System.arraycopy(DIGEST_PREFIX, 0, digest, 0, DIGEST_PREFIX.length);
  }

  /** The words of an enum, made once: lower-casing for each record costs. */
  private static <E extends Enum<E>> Map<E, String> words(Class<E> type) {
    Map<E, String> words = new EnumMap<>(type);
    for (E value : type.getEnumConstants()) {
      words.put(value, value.name().toLowerCase(Locale.ROOT));
    }
    return words;
  }

  private static <E extends Enum<E>> String word(Map<E, String> words, E value) {
    return words.getOrDefault(value, "");
  }

  /** The body, valid until the next one; {@link CanonicalBuffer#overflowed} if it is too large. */
  CanonicalBuffer encode(CallRecord callRecord) {
    CanonicalBuffer json =
        callRecord.phase() == CallRecord.Phase.DECIDED ? decided(callRecord) : ended(callRecord);
    body.forget();
    return json;
  }

  /** Like {@link #encode(CallRecord)}. */
  CanonicalBuffer encode(GovernanceEvent event) {
    body.start("event", event.at())
        .set(Field.EVENT, event.type())
        .attributes(event.attributes())
        .set(Field.AGENT, event.agent().id())
        .set(Field.ORG, event.agent().org())
        .set(Field.TEAM, event.agent().team());
    CanonicalBuffer json = body.write();
    body.forget();
    return json;
  }

  /** The keyed hash of what was encoded last, valid until the next one. */
  SpoolTags.BodyHash hash(CanonicalBuffer json) {
    bodyHash.of(json.array(), 0, json.length());
    return bodyHash;
  }

  private CanonicalBuffer ended(CallRecord callRecord) {
    ToolOutcome.Kind outcome = callRecord.outcome();
    body.start("ended", callRecord.at())
        .set(Field.CALL, callRecord.call().id())
        .set(Field.TOOL, callRecord.call().tool())
        .set(Field.OUTCOME, outcome == null ? "" : word(OUTCOMES, outcome))
        .set(Field.ELAPSED_NANOS, callRecord.elapsedNanos());
    if (outcome == ToolOutcome.Kind.DENIED) {
      body.set(Field.REASON, callRecord.verdict().reason());
    }
    return body.write();
  }

  private CanonicalBuffer decided(CallRecord callRecord) {
    ToolCall call = callRecord.call();
    body.start("decided", callRecord.at());
    describe(call);
    Verdict verdict = callRecord.verdict();
    body.set(Field.MODE, word(MODES, callRecord.mode()))
        .set(Field.TRANSPORT, callRecord.transport())
        .set(Field.DECIDED_BY, callRecord.decidedBy())
        .set(Field.VERDICT, word(VERDICTS, verdict.kind()))
        .set(Field.BASIS, word(BASES, verdict.basis()))
        .set(Field.REASON, verdict.reason())
        .set(Field.RULE, verdict.rule())
        .set(Field.POLICY_DIGEST, verdict.policyDigest())
        .set(Field.APPROVED_BY, callRecord.approvedBy())
        .set(Field.ELAPSED_NANOS, callRecord.elapsedNanos())
        .notes(callRecord.notes());
    if (callRecord.mode().lenient()) {
      body.set(Field.UNDER_ENFORCE, word(VERDICTS, callRecord.underEnforce()));
    }
    if (!keepArguments) {
      return body.write();
    }
    String url = call.targetUrl();
    body.set(Field.TARGET_URL, url == null ? "" : url).set(Field.ARGUMENTS, call.arguments());
    CanonicalBuffer json = body.write();
    if (json.overflowed()) {
      body.without(Field.ARGUMENTS).set(Field.ARGUMENTS_OMITTED, call.arguments().length());
      json = body.write();
    }
    return json;
  }

  private void describe(ToolCall call) {
    AgentIdentity agent = call.agent();
    body.set(Field.CALL, call.id())
        .set(Field.ACTION, word(ACTIONS, call.action()))
        .set(Field.AGENT, agent.id())
        .set(Field.ORG, agent.org())
        .set(Field.TEAM, agent.team())
        .set(Field.TOOL, call.tool())
        .set(Field.SOURCE, call.source())
        .set(Field.TRACE, call.trace().traceId())
        .set(Field.SPAN, call.trace().spanId())
        .digest(digestOf(call.arguments()));
    AgentIdentity caller = call.caller();
    if (caller != null) {
      body.set(Field.CALLER_AGENT, caller.id())
          .set(Field.CALLER_ORG, caller.org())
          .set(Field.CALLER_TEAM, caller.team());
    }
  }

  /** The same as {@link ToolCall#argumentsDigest}, which looks for a provider each time. */
  private byte[] digestOf(String arguments) {
    sha256.update(arguments.getBytes(StandardCharsets.UTF_8));
    try {
      sha256.digest(hash, 0, hash.length);
    } catch (DigestException e) {
      throw new IllegalStateException("SHA-256 has 32 bytes", e);
    }
    int at = DIGEST_PREFIX.length;
    for (byte b : hash) {
      digest[at++] = HEX[(b >> 4) & 15];
      digest[at++] = HEX[b & 15];
    }
    return digest;
  }
}
