// SPDX-License-Identifier: Apache-2.0
package io.portcullis.journal.format;

import io.portcullis.journal.format.JournalValue.Fields;
import io.portcullis.journal.format.JournalValue.Items;
import io.portcullis.journal.format.JournalValue.Text;
import io.portcullis.journal.format.JournalValue.Whole;
import java.util.List;
import java.util.TreeMap;

/**
 * One line of a journal. Immutable. Only {@code JournalVerifier} shows whether it is unchanged.
 * Texts come from agents and tools: escape them before they reach a terminal.
 *
 * @param place the place of the fault it stands
 * @param seq its sequence number, from 1
 * @param spool the position up to which the spool is chained
 * @param hash its hash in the chain, 64 hex digits
 * @param mac the MAC that only the writer can check, 32 hex digits; empty if the line has none
 * @param body the recorded content
 */
public record JournalRecord(
    JournalLocation place, long seq, long spool, String hash, String mac, Fields body) {

  /**
   * Returns the kind of the body.
   *
   * @return {@code decided}, {@code ended}, {@code event}, {@code segment}, {@code sealed}, {@code
   *     gap}, {@code recovered}, {@code removed}, or a word that this version does not know
   */
  public String kind() {
    return text("kind");
  }

  /**
   * Returns a text field of the body.
   *
   * @param name the name of the field
   * @return the text, empty if it is missing
   */
  public String text(String name) {
    return body.members().get(name) instanceof Text text ? text.value() : "";
  }

  /**
   * Returns a number field of the body.
   *
   * @param name the name of the field
   * @return the number, -1 if it is missing
   */
  public long whole(String name) {
    return body.members().get(name) instanceof Whole whole ? whole.value() : -1;
  }

  /**
   * Returns a field of the body that is a list of texts.
   *
   * @param name the name of the field
   * @return the texts, without other elements
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
   * Returns whether the body has a field.
   *
   * @param name the name of the field
   * @return true if it exists, with any value
   */
  public boolean has(String name) {
    return body.members().containsKey(name);
  }

  /**
   * Returns the line as the journal contains it.
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
