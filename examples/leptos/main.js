import init from './leptos-example.js';

init();
