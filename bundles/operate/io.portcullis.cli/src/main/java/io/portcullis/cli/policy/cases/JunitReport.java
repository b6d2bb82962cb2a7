// SPDX-License-Identifier: Apache-2.0
package io.portcullis.cli.policy.cases;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;
import org.jspecify.annotations.Nullable;

/** Writes results in the XML form that build servers read from JUnit. */
final class JunitReport {
  private static final String NAME = "portcullis policy test";

  private JunitReport() {}

  /**
   * Writes a report.
   *
   * @param coverage what the cases reached; null if it was not measured
   */
  static void write(Path file, List<CaseResult> results, @Nullable CoverageSummary coverage)
      throws IOException {
    try (OutputStream out = Files.newOutputStream(file)) {
      XMLStreamWriter xml =
          XMLOutputFactory.newDefaultFactory()
              .createXMLStreamWriter(out, StandardCharsets.UTF_8.name());
      write(xml, results, coverage);
      xml.close();
    } catch (XMLStreamException e) {
      throw new IOException(file + ": it cannot be written", e);
    }
  }

  private static void write(
      XMLStreamWriter xml, List<CaseResult> results, @Nullable CoverageSummary coverage)
      throws XMLStreamException {
    xml.writeStartDocument(StandardCharsets.UTF_8.name(), "1.0");
    xml.writeStartElement("testsuite");
    counts(xml, results, coverage);
    if (coverage != null) {
      property(xml, "coverage", Long.toString(coverage.percent()));
    }
    for (CaseResult result : results) {
      write(xml, result);
    }
    if (coverage != null) {
      write(xml, coverage);
    }
    xml.writeEndElement();
    xml.writeEndDocument();
  }

  private static void counts(
      XMLStreamWriter xml, List<CaseResult> results, @Nullable CoverageSummary coverage)
      throws XMLStreamException {
    boolean minimum = coverage != null && coverage.minimum() != null;
    long failures = results.stream().filter(result -> !result.passed()).count();
    boolean insufficient = coverage != null && !coverage.sufficient();
    xml.writeAttribute("name", NAME);
    xml.writeAttribute("tests", Integer.toString(results.size() + (minimum ? 1 : 0)));
    xml.writeAttribute("failures", Long.toString(failures + (insufficient ? 1 : 0)));
    xml.writeAttribute("errors", "0");
  }

  private static void property(XMLStreamWriter xml, String name, String value)
      throws XMLStreamException {
    xml.writeStartElement("properties");
    xml.writeEmptyElement("property");
    xml.writeAttribute("name", name);
    xml.writeAttribute("value", value);
    xml.writeEndElement();
  }

  /** A demanded minimum is a test of its own; what is missing is the output of the suite. */
  private static void write(XMLStreamWriter xml, CoverageSummary coverage)
      throws XMLStreamException {
    String missing =
        coverage.missing().stream()
            .map(each -> CoverageSummary.text(each) + "\n")
            .collect(Collectors.joining());
    if (coverage.minimum() != null) {
      writeMinimum(xml, coverage, missing);
    }
    xml.writeStartElement("system-out");
    xml.writeCharacters(xmlText(coverage.text() + "\n" + missing));
    xml.writeEndElement();
  }

  private static void writeMinimum(XMLStreamWriter xml, CoverageSummary coverage, String missing)
      throws XMLStreamException {
    xml.writeStartElement("testcase");
    xml.writeAttribute("classname", NAME);
    xml.writeAttribute("name", "coverage");
    if (!coverage.sufficient()) {
      xml.writeStartElement("failure");
      xml.writeAttribute("message", coverage.text());
      xml.writeCharacters(xmlText(missing));
      xml.writeEndElement();
    }
    xml.writeEndElement();
  }

  private static void write(XMLStreamWriter xml, CaseResult result) throws XMLStreamException {
    xml.writeStartElement("testcase");
    xml.writeAttribute("classname", xmlText(result.file()));
    xml.writeAttribute("name", xmlText(result.policyCase().name()));
    if (!result.passed()) {
      xml.writeStartElement("failure");
      xml.writeAttribute("message", xmlText(result.difference()));
      xml.writeCharacters(xmlText(result.file() + ":" + result.policyCase().line()));
      xml.writeEndElement();
    }
    xml.writeEndElement();
  }

  /** Replaces the characters that XML 1.0 cannot hold. */
  private static String xmlText(String text) {
    StringBuilder out = new StringBuilder(text.length());
    text.codePoints()
        .map(
            c ->
                (c >= ' ' || c == '\n') && c != 0xFFFE && c != 0xFFFF && !isSurrogate(c)
                    ? c
                    : 0xFFFD)
        .forEach(out::appendCodePoint);
    return out.toString();
  }

  private static boolean isSurrogate(int c) {
    return c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
  }
}
