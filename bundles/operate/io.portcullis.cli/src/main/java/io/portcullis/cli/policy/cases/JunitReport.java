// SPDX-License-Identifier: Apache-2.0
package io.portcullis.cli.policy.cases;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/** Writes results in the XML form that build servers read from JUnit. */
final class JunitReport {
  private static final String NAME = "portcullis policy test";

  private JunitReport() {}

  static void write(Path file, List<CaseResult> results) throws IOException {
    try (OutputStream out = Files.newOutputStream(file)) {
      XMLStreamWriter xml =
          XMLOutputFactory.newDefaultFactory()
              .createXMLStreamWriter(out, StandardCharsets.UTF_8.name());
      xml.writeStartDocument(StandardCharsets.UTF_8.name(), "1.0");
      xml.writeStartElement("testsuite");
      xml.writeAttribute("name", NAME);
      xml.writeAttribute("tests", Integer.toString(results.size()));
      xml.writeAttribute(
          "failures", Long.toString(results.stream().filter(result -> !result.passed()).count()));
      xml.writeAttribute("errors", "0");
      for (CaseResult result : results) {
        write(xml, result);
      }
      xml.writeEndElement();
      xml.writeEndDocument();
      xml.close();
    } catch (XMLStreamException e) {
      throw new IOException(file + ": it cannot be written", e);
    }
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
        .map(c -> c >= ' ' && c != 0xFFFE && c != 0xFFFF && !isSurrogate(c) ? c : 0xFFFD)
        .forEach(out::appendCodePoint);
    return out.toString();
  }

  private static boolean isSurrogate(int c) {
    return c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
  }
}
