package huggingface

// moreContainers are none in browsers.
var moreContainers []container
