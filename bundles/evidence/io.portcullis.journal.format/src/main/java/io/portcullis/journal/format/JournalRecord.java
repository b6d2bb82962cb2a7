// SPDX-License-Identifier: Apache-2.0
package io.portcullis.journal.format;

import io.portcullis.journal.format.JournalValue.Fields;
import io.portcullis.journal.format.JournalValue.Items;
import io.portcullis.journal.format.JournalValue.Text;
import io.portcullis.journal.format.JournalValue.Whole;
import java.util.List;
import java.util.TreeMap;

/**
 * One line of a journal. Immutable. Whether it is what was written, only {@code JournalVerifier}
 * can tell. Texts are those of agents and tools: make them printable before they reach a terminal.
 *
 * @param place where it stands
 * @param seq its sequence number, from 1
 * @param spool up to where the spool is in the chain
 * @param hash its link of the chain, 64 hex digits
 * @param mac the MAC that only the writer can check, 32 hex digits; empty if the line has none
 * @param body what is recorded
 */
public record JournalRecord(
    JournalLocation place, long seq, long spool, String hash, String mac, Fields body) {

  /**
   * What the body is.
   *
   * @return {@code decided}, {@code ended}, {@code event}, {@code segment}, {@code sealed}, {@code
   *     gap}, {@code recovered}, {@code removed}, or a word that this version does not know
   */
  public String kind() {
    return text("kind");
  }

  /**
   * A field of the body that is a text.
   *
   * @param name the name of the field
   * @return the text, empty if there is none
   */
  public String text(String name) {
    return body.members().get(name) instanceof Text text ? text.value() : "";
  }

  /**
   * A field of the body that is a number.
   *
   * @param name the name of the field
   * @return the number, -1 if there is none
   */
  public long whole(String name) {
    return body.members().get(name) instanceof Whole whole ? whole.value() : -1;
  }

  /**
   * A field of the body that is a list of texts.
   *
   * @param name the name of the field
   * @return the texts; what is no text is left out
   */
  public List<String> texts(String name) {
    return body.members().get(name) instanceof Items items
        ? items.values().stream()
            .filter(Text.class::isInstance)
            .map(item -> ((Text) item).value())
            .toList()
        : List.of();
  }

  /**
   * Whether the body has a field.
   *
   * @param name the name of the field
   * @return true if it is there, whatever it holds
   */
  public boolean has(String name) {
    return body.members().containsKey(name);
  }

  /**
   * The line as it stands in the journal.
   *
   * @return canonical JSON, without the line feed
   */
  public String line() {
    TreeMap<String, JournalValue> members = new TreeMap<>();
    members.put("body", body);
    members.put("hash", new Text(hash));
    members.put("seq", new Whole(seq));
    members.put("spool", new Whole(spool));
    if (!mac.isEmpty()) {
      members.put("mac", new Text(mac));
    }
    return new Fields(members).canonical();
  }
}
