import path from 'node:path';
import {
  CompilerState,
  ConsoleMessageId,
  Extractor,
  ExtractorConfig,
  ExtractorLogLevel,
} from '@microsoft/api-extractor';
import { type Package, root } from './workspace.js';

/** That it has changed is what `isFresh` says. */
const ABOUT_REPORT: ReadonlySet<string> = new Set([
  ConsoleMessageId.ApiReportNotCopied,
  ConsoleMessageId.ApiReportCopied,
]);
/** Where the reports are kept. */
export const REPORTS = path.join(root, 'docs/api');
const SILENT = { default: { logLevel: ExtractorLogLevel.None } };

export interface ApiReport {
  /** Whether the committed report says what the types say. */
  readonly isFresh: boolean;
  /** The committed report. */
  readonly file: string;
  readonly problems: readonly string[];
}

function reportFile({ folder }: Package): string {
  return path.join(REPORTS, `${path.basename(folder)}.api.md`);
}

function configurationOf(item: Package & { readonly types: string }): ExtractorConfig {
  return ExtractorConfig.prepare({
    packageJsonFullPath: path.join(item.folder, 'package.json'),
    configObjectFullPath: undefined,
    configObject: {
      projectFolder: item.folder,
      mainEntryPointFilePath: item.types,
      newlineKind: 'lf',
      compiler: { tsconfigFilePath: path.join(item.folder, 'tsconfig.json'), skipLibCheck: true },
      apiReport: {
        enabled: true,
        reportFolder: REPORTS,
        reportTempFolder: path.join(item.folder, 'reports/api'),
        reportFileName: path.basename(item.folder),
        includeForgottenExports: true,
      },
      docModel: { enabled: false },
      dtsRollup: { enabled: false },
      tsdocMetadata: { enabled: false },
      // The report is about names and types; docstrings have a linter of their own.
      messages: {
        compilerMessageReporting: { default: { logLevel: ExtractorLogLevel.Error } },
        extractorMessageReporting: SILENT,
        tsdocMessageReporting: SILENT,
      },
    },
  });
}

/** Compares the public API of packages with their committed reports, or writes those. */
export function* apiReports(packages: readonly Package[], write: boolean): Generator<[Package, ApiReport]> {
  let compilerState: CompilerState | undefined;
  for (const item of packages) {
    const { types } = item;
    if (types === undefined) continue;
    const configuration = configurationOf({ ...item, types });
    // One program knows the types of all packages.
    compilerState ??= CompilerState.create(configuration, {
      additionalEntryPoints: packages.flatMap((each) => each.types ?? []),
    });
    const problems: string[] = [];
    const result = Extractor.invoke(configuration, {
      compilerState,
      localBuild: write,
      messageCallback: (message) => {
        message.handled = true;
        const isAboutReport = ABOUT_REPORT.has(message.messageId);
        if (!isAboutReport && message.logLevel === ExtractorLogLevel.Error)
          problems.push(message.formatMessageWithLocation(root));
      },
    });
    yield [item, { isFresh: !result.apiReportChanged, file: reportFile(item), problems }];
  }
}
