export default {output: 'export'}; // static files; a server of Next.js works as well
