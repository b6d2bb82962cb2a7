// SPDX-License-Identifier: Apache-2.0
package io.portcullis.support.config.schema;

import io.portcullis.support.text.PrintableText;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * Reads the PIDs of a metatype document (OSGi Compendium, chapter 105). It is read here and not by
 * the metatype service, so that PIDs are known before any bundle starts. For one thread.
 */
public final class MetatypeReader {
  /** The folder of a bundle's metatype documents. */
  public static final String FOLDER = "OSGI-INF/metatype/";

  private final Map<String, Map<String, String>> keys = new HashMap<>();
  private final List<Pid> designated = new ArrayList<>();
  private String definition = "";
  private String pid = "";
  private boolean factory;

  private MetatypeReader() {}

  /**
   * Reads one document.
   *
   * @param document the XML; document types and external entities in it are refused
   * @return the PIDs that it designates
   * @throws IOException if it cannot be read
   */
  public static List<Pid> read(InputStream document) throws IOException {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    try {
      return new MetatypeReader().read(factory.createXMLStreamReader(document));
    } catch (XMLStreamException e) {
      throw new IOException(
          "no metatype document: " + PrintableText.line("" + e.getMessage(), Pid.MAX_SHOWN), e);
    }
  }

  private List<Pid> read(XMLStreamReader xml) throws XMLStreamException {
    while (xml.hasNext()) {
      if (xml.next() == XMLStreamConstants.START_ELEMENT) {
        start(xml);
      }
    }
    return List.copyOf(designated);
  }

  private void start(XMLStreamReader xml) {
    switch (xml.getLocalName()) {
      case "OCD" -> {
        definition = attribute(xml, "id");
        keys.put(definition, new HashMap<>());
      }
      case "AD" ->
          keys.computeIfAbsent(definition, id -> new HashMap<>())
              .put(attribute(xml, "id"), attribute(xml, "type"));
      case "Designate" -> designate(xml);
      case "Object" ->
          designated.add(
              new Pid(pid, factory, keys.getOrDefault(attribute(xml, "ocdref"), Map.of())));
      default -> {} // names, options and icons: nothing of a key
    }
  }

  private void designate(XMLStreamReader xml) {
    factory = !attribute(xml, "factoryPid").isEmpty();
    pid = attribute(xml, factory ? "factoryPid" : "pid");
  }

  private static String attribute(XMLStreamReader xml, String name) {
    String value = xml.getAttributeValue(null, name);
    return value == null ? "" : value;
  }
}
