// SPDX-License-Identifier: Apache-2.0

/**
 * Services that plug into the engine: runtime transports, decision mappers, interceptors, mode
 * policies and the call reporter.
 */
@Export
@Version("1.4.0")
@NullMarked
package io.portcullis.api.spi;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
