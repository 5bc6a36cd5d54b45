import tseslint from 'typescript-eslint';
import lol from './tools/bootstrap/eslint-plugin.mjs';

const globalThisProperty = (property, message) => ({ object: 'globalThis', property, message });
const restrict = (names, message) => names.map((name) => ({ name, message }));
const mathProperties = (names, message) => names.map((property) => ({ object: 'Math', property, message }));

// raft-core runs anywhere, and a whole cluster is a function of a seed: nothing of Node, and nothing that surprises.
const platform = restrict(
  ['Buffer', 'process', 'setImmediate', 'clearImmediate', 'require', 'module', 'global', '__dirname', '__filename'],
  'raft-core runs in a browser too.',
);
const nondeterminism = restrict(
  ['crypto', 'WeakRef', 'FinalizationRegistry'],
  'raft-core is deterministic: take it from a port.',
);
// Time, timers and randomness come from the Clock port; only its implementation (a file named after it) has the real ones.
const clock = restrict(
  ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date', 'performance'],
  'Take time and timers from the Clock port.',
);
const coreProperties = [
  ...[...platform, ...nondeterminism].map(({ name, message }) => globalThisProperty(name, message)),
  { object: 'AbortSignal', property: 'timeout', message: 'Take timers from the Clock port.' },
];
const random = mathProperties(['random'], 'Take randomness from the Clock port.');

const consensusGlobals = restrict(
  ['Promise', 'PromiseLike', 'console', 'queueMicrotask', 'AbortSignal', 'AbortController'],
  'consensus/ is a pure, synchronous function.',
);
const inexactMath = mathProperties(
  [
    ...['exp', 'expm1', 'log', 'log2', 'log10', 'log1p', 'pow', 'cbrt', 'hypot'],
    ...['sin', 'cos', 'tan', 'asin', 'acos', 'atan', 'atan2', 'sinh', 'cosh', 'tanh', 'asinh', 'acosh', 'atanh'],
  ],
  'Its last digits differ between engines; use basic arithmetic and sqrt.',
);
const type = (pattern, message) => ({ selector: `TSTypeReference[typeName.name=/^(${pattern})$/]`, message });
const coreTypes = [
  type('Buffer', 'raft-core runs in a browser too.'),
  { selector: 'TSQualifiedName[left.name="NodeJS"]', message: 'raft-core runs in a browser too.' },
];
const consensusSyntax = [
  type('Promise|PromiseLike|Date', 'consensus/ is a pure, synchronous function.'),
  { selector: ':function[async=true]', message: 'consensus/ is synchronous.' },
  { selector: 'AwaitExpression', message: 'consensus/ is synchronous.' },
  { selector: 'ForOfStatement[await=true]', message: 'consensus/ is synchronous.' },
  { selector: 'VariableDeclaration[kind="await using"]', message: 'consensus/ is synchronous.' },
  { selector: 'ImportExpression', message: 'consensus/ is synchronous.' },
  { selector: 'BinaryExpression[operator="**"]', message: 'Its last digits differ between engines.' },
  { selector: 'AssignmentExpression[operator="**="]', message: 'Its last digits differ between engines.' },
];
const globals = (names) => ['error', { globals: names, checkGlobalObject: true }];

export default tseslint.config(
  {
    ignores: [
      '**/dist/',
      '**/reports/',
      '**/coverage/',
      '**/generated/',
      '**/node_modules/',
      '.nx/',
      '**/fixtures/',
      '**/*.d.ts',
    ],
  },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      eqeqeq: 'error',
      'no-restricted-globals': ['error', 'name', 'event'],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/consistent-type-exports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/no-unnecessary-condition': [
        'error',
        { allowConstantLoopConditions: 'only-allowed-literals' },
      ],
      // A port's method may return a promise in one implementation and have nothing to await in another.
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/no-unnecessary-type-parameters': 'off',
    },
  },
  {
    files: ['**/*.{js,mjs,cjs}'],
    extends: [tseslint.configs.recommended, tseslint.configs.disableTypeChecked],
    rules: { '@typescript-eslint/no-require-imports': 'off' },
  },
  {
    files: ['{packages,apps,tools}/**/*.{ts,js,mjs}'],
    plugins: { lol },
    rules: { 'lol/layering': 'error', 'lol/no-cycle': 'error' },
  },
  {
    files: ['packages/raft-core/src/**/*.ts'],
    rules: {
      'no-restricted-globals': globals([...platform, ...nondeterminism, ...clock]),
      'no-restricted-properties': ['error', ...coreProperties, ...random],
      'no-restricted-syntax': ['error', ...coreTypes],
    },
  },
  {
    // The implementation of the Clock port on the real clock.
    files: ['packages/raft-core/src/**/*clock*.ts'],
    rules: {
      'no-restricted-globals': globals([...platform, ...nondeterminism]),
      'no-restricted-properties': ['error', ...coreProperties],
    },
  },
  {
    files: ['packages/raft-core/src/consensus/**/*.ts'],
    rules: {
      'no-restricted-globals': globals([...platform, ...nondeterminism, ...clock, ...consensusGlobals]),
      'no-restricted-properties': ['error', ...coreProperties, ...random, ...inexactMath],
      'no-restricted-syntax': ['error', ...coreTypes, ...consensusSyntax],
    },
  },
  {
    files: ['{packages,apps,tools}/*/test/**/*.ts'],
    rules: {
      '@typescript-eslint/no-explicit-any': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-unused-expressions': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/no-unnecessary-condition': 'off',
      '@typescript-eslint/no-empty-function': 'off',
      '@typescript-eslint/restrict-template-expressions': 'off',
      '@typescript-eslint/only-throw-error': 'off',
    },
  },
);
