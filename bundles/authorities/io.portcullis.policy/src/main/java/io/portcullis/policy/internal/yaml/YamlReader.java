// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.yaml;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/** Reads one YAML document within bounds. Thread-safe. */
public final class YamlReader {

  /** The maximum size of a document, in bytes. */
  public static final int MAX_BYTES = 1 << 20;

  private static final LoadSettings SETTINGS =
      LoadSettings.builder().setCodePointLimit(MAX_BYTES).setParseComments(false).build();

  private YamlReader() {}

  /**
   * Returns the root of the document; adds a problem and returns null if the document cannot be
   * read.
   */
  public static @Nullable YamlNode read(byte[] utf8, ProblemCollector problems) {
    if (utf8.length > MAX_BYTES) {
      problems.add(SourceLocation.START, "", "document is larger than " + MAX_BYTES + " bytes");
      return null;
    }
    String text = decode(utf8, problems);
    return text == null || !printable(text, problems) ? null : parse(text, problems);
  }

  private static @Nullable YamlNode parse(String text, ProblemCollector problems) {
    TreeBuilder tree = new TreeBuilder(text, problems);
    YamlMistakes mistakes = new YamlMistakes(text, problems);
    try {
      for (Event event : new Parse(SETTINGS).parseString(text)) {
        tree.accept(event);
      }
      return tree.root();
    } catch (YamlException fault) {
      mistakes.add(tree.place(), fault.text());
    } catch (MarkedYamlEngineException e) {
      mistakes.add(e, tree.place());
    } catch (YamlEngineException e) {
      mistakes.add(tree.place(), "not YAML: " + YamlMistakes.firstLine(e.getMessage()));
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      // The library throws these for escaped characters beyond Unicode.
      mistakes.add(tree.place(), "not YAML: an escaped character is not valid Unicode");
    }
    return null;
  }

  private static @Nullable String decode(byte[] utf8, ProblemCollector problems) {
    CharsetDecoder decoder =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    CharBuffer out = CharBuffer.allocate(utf8.length + 1);
    CoderResult result = decoder.decode(ByteBuffer.wrap(utf8), out, true);
    out.flip();
    CharSequence text = withoutByteOrderMark(out);
    if (result.isError()) {
      SourceLocation end = SourceLocation.of(text, text.length());
      problems.add(end, "", "document is not valid UTF-8; save it as UTF-8");
      return null;
    }
    return text.toString();
  }

  /** A byte order mark has no meaning in UTF-8, and a column that counts it would be wrong. */
  private static CharSequence withoutByteOrderMark(CharBuffer text) {
    return text.length() > 0 && text.charAt(0) == '\uFEFF'
        ? text.subSequence(1, text.length())
        : text;
  }

  private static boolean printable(String text, ProblemCollector problems) {
    int i = 0;
    while (i < text.length()) {
      int c = text.codePointAt(i);
      if (!StreamReader.isPrintable(c)) {
        String message = String.format("character U+%04X is not allowed in YAML; remove it", c);
        problems.add(SourceLocation.of(text, i), "", message);
        return false;
      }
      i += Character.charCount(c);
    }
    return true;
  }
}
