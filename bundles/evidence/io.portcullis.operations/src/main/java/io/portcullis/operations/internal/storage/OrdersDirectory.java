// SPDX-License-Identifier: Apache-2.0
package io.portcullis.operations.internal.storage;

import io.portcullis.operations.internal.orders.OrderText;
import io.portcullis.operations.internal.orders.Orders;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;

/**
 * The folder that keeps the orders over a restart. It gets its name when there is a file in it, so
 * that a folder without a file is always a loss. Not for use by several threads.
 */
public final class OrdersDirectory implements AutoCloseable {
  public static final String FILE = "operations.json";
  public static final int MAX_BYTES = 64 * 1024 * 1024;

  private final Path folder;
  private final Path file;
  private final OrdersLock lock;
  private final OrdersDisk disk;
  private final int most;

  private OrdersDirectory(Path folder, OrdersLock lock, OrdersDisk disk, int most) {
    this.folder = folder;
    this.file = folder.resolve(FILE);
    this.lock = lock;
    this.disk = disk;
    this.most = most;
  }

  /**
   * Takes possession of a folder, which need not be there.
   *
   * @throws DirectoryInUseException if somebody else has
   * @throws UnreadableOrdersException if nobody can
   */
  public static OrdersDirectory open(Path folder, OrdersDisk disk, int most) throws IOException {
    Path absolute = folder.toAbsolutePath().normalize();
    Path parent = absolute.getParent();
    if (parent == null) {
      throw new UnreadableOrdersException(absolute + " is no folder for orders");
    }
    Path file = beside(absolute, ".lock");
    try {
      Files.createDirectories(parent);
      return new OrdersDirectory(absolute, OrdersLock.on(file), disk, most);
    } catch (DirectoryInUseException e) {
      throw e;
    } catch (IOException e) {
      throw new UnreadableOrdersException(file + " cannot be locked: " + said(e), e);
    }
  }

  private static Path beside(Path folder, String suffix) {
    return folder.resolveSibling(folder.getFileName() + suffix);
  }

  private static String said(IOException e) {
    return OrderText.of(e.getClass().getSimpleName() + " " + e.getMessage());
  }

  public Path file() {
    return file;
  }

  /**
   * The orders as they were kept; none at the very first start, which makes the folder.
   *
   * @throws UnreadableOrdersException if they cannot be known, with the place
   */
  public Orders load() throws UnreadableOrdersException {
    try {
      boolean marked = lock.isMarked();
      if (!isThere(folder)) {
        if (marked) {
          throw new UnreadableOrdersException(
              folder
                  + " is gone, and the orders with it; put it back, or remove "
                  + lock.file()
                  + " too for a start without orders");
        }
        make();
      }
      Orders orders = read();
      if (!marked) {
        lock.mark();
      }
      return orders;
    } catch (UnreadableOrdersException e) {
      throw e;
    } catch (IOException e) {
      throw new UnreadableOrdersException(file + " cannot be read: " + said(e), e);
    }
  }

  private static boolean isThere(Path path) throws IOException {
    try {
      Files.readAttributes(path, BasicFileAttributes.class);
      return true;
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  private void make() throws UnreadableOrdersException {
    try {
      makeThenName();
    } catch (IOException e) {
      throw new UnreadableOrdersException(folder + " cannot be made: " + said(e), e);
    }
  }

  private void makeThenName() throws IOException {
    Path fresh = beside(folder, ".new"); // may be there, half done
    disk.makeFolder(fresh);
    disk.write(fresh.resolve(FILE), OrdersFormat.write(List.of()));
    disk.force(fresh);
    disk.move(fresh, folder);
    forceParent();
  }

  private void forceParent() throws IOException {
    Path parent = folder.getParent();
    if (parent != null) {
      disk.force(parent);
    }
  }

  private Orders read() throws IOException {
    BasicFileAttributes facts;
    try {
      facts = Files.readAttributes(file, BasicFileAttributes.class);
    } catch (NoSuchFileException e) {
      throw new UnreadableOrdersException(
          file
              + " is gone; put it back, or remove the folder and "
              + lock.file()
              + " for a start without orders",
          e);
    }
    if (!facts.isRegularFile()) {
      throw new UnreadableOrdersException(file + " is no file");
    }
    byte[] text;
    try (InputStream in = Files.newInputStream(file)) {
      text = in.readNBytes(MAX_BYTES + 1);
    }
    if (text.length > MAX_BYTES) {
      throw new UnreadableOrdersException(file + " has more than " + MAX_BYTES + " bytes");
    }
    try {
      return OrdersFormat.read(text, most);
    } catch (UnreadableOrdersException e) {
      throw new UnreadableOrdersException(file + ": " + e.getMessage(), e);
    }
  }

  /**
   * Keeps these orders instead of those before. Whatever happens meanwhile, the file has either.
   *
   * @throws IOException if they may not be kept, with the place
   */
  void save(Orders orders) throws IOException {
    Path fresh = folder.resolve(FILE + ".new");
    try {
      disk.write(fresh, OrdersFormat.write(orders.list()));
      disk.move(fresh, file);
      disk.force(folder);
    } catch (IOException e) {
      throw new IOException(file + " cannot be written: " + said(e), e);
    }
  }

  @Override
  public void close() {
    lock.close();
  }
}
