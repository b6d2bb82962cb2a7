// SPDX-License-Identifier: Apache-2.0
package io.portcullis.policy.internal.document;

import io.portcullis.policy.internal.yaml.DocumentSection;
import io.portcullis.policy.internal.yaml.NearestName;
import io.portcullis.policy.internal.yaml.ParseContext;
import io.portcullis.policy.internal.yaml.YamlNode.Scalar;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Reads what is around the sections of a document. The envelope of {@code portcullis/v1} is strict.
 * An upstream envelope may have further keys, which have no effect.
 */
final class EnvelopeReader {

  private static final String OURS = "portcullis";
  private static final String VERSION = "portcullis/v1";
  private static final String KIND = "Policy";

  private final ParseContext reading;

  EnvelopeReader(ParseContext reading) {
    this.reading = reading;
  }

  /** Returns whether a document claims to be in a form of this engine. */
  static boolean isPortcullis(DocumentSection top) {
    return top.peek("apiVersion") instanceof Scalar version
        && version.text().strip().toLowerCase(Locale.ROOT).startsWith(OURS);
  }

  /** Returns the map with the sections. */
  DocumentSection read(DocumentSection top) {
    if (!top.has("spec")) {
      return reading.upstream() ? top : withoutSpec(top);
    }
    version(top);
    metadata(top.section("metadata"));
    DocumentSection spec = top.section("spec");
    if (spec == null) {
      return top;
    }
    end(top);
    return spec;
  }

  private void version(DocumentSection top) {
    if (reading.upstream()) {
      top.informational("apiVersion");
      top.informational("kind");
    } else {
      exactly(top, "apiVersion", VERSION);
      exactly(top, "kind", KIND);
    }
  }

  private DocumentSection withoutSpec(DocumentSection top) {
    Scalar version = top.text("apiVersion");
    reading
        .problems()
        .add(
            version == null ? top.place() : version.place(),
            "spec",
            "'spec' is missing; write the sections of a " + VERSION + " document under 'spec'");
    return top;
  }

  private static void exactly(DocumentSection top, String key, String expected) {
    Scalar found = top.text(key);
    if (found != null && !found.text().equals(expected)) {
      String choice = key + ": " + expected;
      String message = NearestName.unknown(key, found.text(), choice, List.of(expected));
      top.problem(found.place(), key, message);
    }
  }

  private void metadata(@Nullable DocumentSection metadata) {
    if (metadata == null) {
      return;
    }
    metadata.informational("name");
    metadata.informational("version");
    metadata.informational("description");
    end(metadata);
  }

  private void end(DocumentSection section) {
    if (reading.upstream()) {
      section.ignoreRest(reading.warnings());
    } else {
      section.end();
    }
  }
}
