declare module 'rocksdb' {
  const rocksdb: import('./binding.js').Binding;
  export default rocksdb;
}
