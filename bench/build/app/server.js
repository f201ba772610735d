const express = require('express');

const app = express();
app.get('/', (request, response) => response.send('line 0'));
app.listen(process.env.PORT);
