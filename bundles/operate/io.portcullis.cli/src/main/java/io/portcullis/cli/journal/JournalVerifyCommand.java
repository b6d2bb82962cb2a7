// SPDX-License-Identifier: Apache-2.0
package io.portcullis.cli.journal;

import com.fasterxml.jackson.core.JsonGenerator;
import io.portcullis.cli.argument.CliUsageException;
import io.portcullis.cli.argument.PathArgument;
import io.portcullis.cli.command.ParsedCommand;
import io.portcullis.cli.journal.records.JournalArgument;
import io.portcullis.cli.journal.records.RecordSummary;
import io.portcullis.cli.output.ExitCode;
import io.portcullis.cli.output.LineOutput;
import io.portcullis.journal.format.Checkpoint;
import io.portcullis.journal.format.JournalFault;
import io.portcullis.journal.format.JournalRecord;
import io.portcullis.journal.verify.JournalVerifier;
import io.portcullis.journal.verify.VerificationOptions;
import io.portcullis.journal.verify.VerificationOptions.Live;
import io.portcullis.journal.verify.VerificationResult;
import io.portcullis.support.commandline.TextStyle;
import java.io.IOException;
import java.nio.file.Path;

/** Reports whether a journal is complete and unchanged. */
final class JournalVerifyCommand {
  private final LineOutput lines;

  JournalVerifyCommand(LineOutput lines) {
    this.lines = lines;
  }

  int run(ParsedCommand command) throws CliUsageException, IOException {
    String key = command.value("--key");
    Path pin = key == null ? null : PathArgument.file(key);
    boolean allowed = command.has("--allow-unsigned");
    Path journal = JournalArgument.existing(command);
    VerificationResult result =
        new JournalVerifier(new VerificationOptions(pin, allowed, Live.ASK)).verify(journal);
    if (command.has("--json")) {
      lines.json(json -> write(json, result, pin != null));
    } else {
      print(journal, result, pin != null);
    }
    return result.sound() ? ExitCode.OK : ExitCode.BAD_JOURNAL;
  }

  private void print(Path path, VerificationResult result, boolean pinned) throws IOException {
    printSummary(path, result);
    for (JournalFault fault : result.faults()) {
      lines.line(TextStyle.BAD, "  bad: " + fault);
    }
    printStart(result);
    if (result.unsigned() > 0) {
      lines.line(
          "  unsigned: "
              + result.unsigned()
              + " records follow the signed head"
              + (result.live() ? "; the journal is being written" : ""));
    }
    String origin = pinned ? ", as given" : ", as the journal states; --key FILE checks it";
    lines.line("  key: " + result.key() + origin);
    printRemarks(result);
  }

  private void printSummary(Path path, VerificationResult result) throws IOException {
    lines.line(
        result.sound() ? TextStyle.GOOD : TextStyle.BAD,
        "%s: %s, %d good records in %d segments, seq %d to %d"
            .formatted(
                path,
                result.sound() ? "ok" : "BAD",
                result.records(),
                result.segments(),
                result.firstSeq(),
                result.lastSeq()));
  }

  /** Prints where the verified records begin, and up to which they are signed. */
  private void printStart(VerificationResult result) throws IOException {
    Checkpoint head = result.head();
    if (head != null) {
      lines.line(
          "  head: signed for seq %d at %s"
              .formatted(head.seq(), lines.presentation().time(head.time())));
    } else if (!result.folder()) {
      lines.line(
          "  one file: verified within; it starts from seq %d after the hash %s"
              .formatted(result.firstSeq(), result.previous()));
    }
    if (result.removedSegments() > 0) {
      lines.line(
          "  retention: verified from segment %d, seq %d; the segments before it were removed on record"
              .formatted(result.removedSegments() + 1, result.firstSeq()));
    }
  }

  private void printRemarks(VerificationResult result) throws IOException {
    for (JournalRecord remark : result.remarks()) {
      lines.line("  " + remark.place() + ": " + RecordSummary.of(remark, lines.presentation()));
    }
    long more = result.remarkCount() - result.remarks().size();
    if (more > 0) {
      lines.line("  and " + more + " more of these records");
    }
    if (result.lost() > 0) {
      lines.line("  lost: " + result.lost() + " records, by the gap records");
    }
  }

  private static void write(JsonGenerator json, VerificationResult result, boolean pinned)
      throws IOException {
    json.writeBooleanField("ok", result.sound());
    json.writeBooleanField("folder", result.folder());
    json.writeBooleanField("live", result.live());
    writeExtent(json, result);
    json.writeStringField("key", result.key());
    json.writeBooleanField("keyGiven", pinned);
    writeHead(json, result);
    json.writeBooleanField("torn", result.torn());
    writeFaults(json, result);
    writeRemarks(json, result);
    json.writeNumberField("lost", result.lost());
  }

  private static void writeExtent(JsonGenerator json, VerificationResult result)
      throws IOException {
    json.writeNumberField("segments", result.segments());
    json.writeNumberField("records", result.records());
    json.writeNumberField("firstSeq", result.firstSeq());
    json.writeNumberField("lastSeq", result.lastSeq());
    json.writeStringField("previous", result.previous());
    json.writeNumberField("removedSegments", result.removedSegments());
    json.writeStringField("lastHash", result.lastHash());
  }

  private static void writeHead(JsonGenerator json, VerificationResult result) throws IOException {
    Checkpoint head = result.head();
    if (head != null) {
      json.writeNumberField("headSeq", head.seq());
      json.writeStringField("headTime", head.time());
    }
    json.writeNumberField("unsigned", result.unsigned());
  }

  private static void writeFaults(JsonGenerator json, VerificationResult result)
      throws IOException {
    json.writeArrayFieldStart("faults");
    for (JournalFault fault : result.faults()) {
      json.writeStartObject();
      json.writeStringField("kind", fault.kind().name());
      json.writeStringField("file", fault.place().file());
      json.writeNumberField("line", fault.place().line());
      json.writeNumberField("seq", fault.seq());
      json.writeStringField("message", fault.message());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private static void writeRemarks(JsonGenerator json, VerificationResult result)
      throws IOException {
    json.writeArrayFieldStart("remarks");
    for (JournalRecord remark : result.remarks()) {
      json.writeRawValue(remark.line());
    }
    json.writeEndArray();
    json.writeNumberField("remarkCount", result.remarkCount());
  }
}
