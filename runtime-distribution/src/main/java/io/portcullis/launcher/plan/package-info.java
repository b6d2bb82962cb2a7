// SPDX-License-Identifier: Apache-2.0

/** Reads which features, bundles and configurations a container is started with. */
@NullMarked
package io.portcullis.launcher.plan;

import org.jspecify.annotations.NullMarked;
