#!/usr/bin/env node
// Exists before anything is built, so that an installation can link it and make it executable.
import '../dist/src/main.js';
